import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab } from '../../../../../test/support/block-lab.js';
import { usesPreviousIssue } from '../../blocks/issue-diff/previous-issue.js';
import type { Result } from '../../blocks/result.js';
import { project as projectSchema } from '../../content/spec/project.js';
import { report, type ReportSpec } from '../../content/spec/report.js';
import { compareXlsx } from '../verify/read-xlsx.js';
import { readHtmlFigures } from '../verify/read-html.js';
import { composeReport } from '../html/compose-report.js';
import { renderXlsx } from '../xlsx/render-xlsx.js';
import { mergeBrand } from './merge-brand.js';
import { resolveReport, resultIdOf, type ReportSource } from './resolve-report.js';

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    line: `select * from (values ('before', 912, 15200), ('after', 741, 15350)) as t(phase, defects, units)`,
    rules: `select * from (values ('MALL', 'near', 5.9, 0.00002)) as t(place, distance, lift, p)`,
    scored: `select n as score, (n % 3 = 0)::integer as hit from range(40) as t(n)`,
    sales: `select 120.5::decimal(9, 2) as amount`,
  });
});
afterAll(() => lab.close());

const TABLE = { id: 'a', kind: 'table', sql: 'select amount from sales' };
const CHART = {
  id: 'a',
  kind: 'chart',
  chart: 'bar',
  sql: 'select 1 as x, amount from sales',
  x: { column: 'x' },
  y: [{ column: 'amount', title: 'Sales' }],
};
const GRADES = { id: 'a', kind: 'grade_table', from: 'scored', score: 'score', response: 'hit', grades: 4 };
const RULES = {
  id: 'a',
  kind: 'rule_table',
  sql: 'select * from rules',
  conditions: ['place', 'distance'],
};
const EFFECT = {
  id: 'a',
  kind: 'before_after',
  title: 'Effect',
  sql: 'select * from line',
  reading: 'time',
  group: 'phase',
  before: 'before',
  after: 'after',
  measures: [{ label: 'Defects', share: { successes: 'defects', n: 'units' }, good: 'down' }],
};
const DIFF = { id: 'a', kind: 'issue_diff' };
const KPI = { id: 'k', kind: 'kpi', items: [{ label: 'Sales', value: 'month.sales', good: 'up' }] };

function source(sections: Record<string, unknown>[], more: Partial<ReportSource> = {}): ReportSource {
  const spec = report.parse({
    title: 'Report',
    figures: { month: { sql: 'select sum(amount) as sales from sales', formats: { sales: 'money' } } },
    sections: [{ id: 'summary', title: 'Sales {{figure "month.sales"}}', blocks: [KPI] }, ...sections],
  }) as ReportSpec;
  return {
    report: 'monthly',
    spec,
    project: { title: 'Project', time_zone: 'UTC', currency: 'USD' },
    language: 'en',
    as_of: '2026-10-31',
    parameters: {},
    versions: {},
    columns: {},
    software: { decile: '0', duckdb: '0' },
    ...more,
  };
}

const section = (block: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  id: 'more',
  title: 'More',
  blocks: [block],
  ...more,
});
const resolve = (from: ReportSource, previous: Result | null = null): Promise<Result> =>
  resolveReport(from, { session: lab.session, inputs: [], tablesOf: async () => [], previous });
const KINDS = { TABLE, CHART, GRADES, RULES, EFFECT, DIFF };

describe.each(Object.entries(KINDS))('a section with a block of kind %s', (_, block) => {
  it('is there when what it needs is there, and every figure can be read back out of the files', async () => {
    const result = await resolve(source([section(block, { needs: ['sales.amount'] })]));
    const found = result.sections[1]?.blocks[0];
    expect(found).toMatchObject({ kind: block.kind });
    expect(await compareXlsx(await renderXlsx(result), result)).toEqual([]);
    const html = await composeReport(result, { target: 'pdf' });
    expect(readHtmlFigures(html).filter((figure) => figure.block === 'more.a').length).toBeGreaterThan(0);
    expect(
      await composeReport(await resolve(source([section(block, { needs: ['sales.amount'] })])), { target: 'pdf' }),
    ).toBe(html);
  });

  it('is left out with a note when what it needs is missing, and refused where it must be there', async () => {
    const result = await resolve(source([section(block, { needs: ['sales.cost'], when_missing: 'omit_with_note' })]));
    expect(result.sections.map(({ id }) => id)).toEqual(['summary']);
    expect(result.omitted).toEqual([
      { id: 'more', title: 'More', reason: 'Left out: there is no sales.cost in the data.' },
    ]);
    const refused = resolve(source([section(block, { needs: ['lost.table'] })]));
    await expect(refused).rejects.toMatchObject({ code: 'report.section-missing', severity: 'gate' });
  });
});

describe('what depends on a figure', () => {
  const figures = {
    month: { sql: 'select sum(amount) as sales from sales', formats: {} },
    seen: { sql: `select true as yes, false as no, 0 as none, null as nothing`, formats: {} },
  };
  const asked = (sections: Record<string, unknown>[]) => {
    const from = source(sections);
    return resolve({ ...from, spec: { ...from.spec, figures } });
  };
  const otherwise = 'There are {{figure "seen.none"}}.';

  it('is there where the figure is true, and a section that is not there leaves a note', async () => {
    const kept = await asked([section(TABLE, { when: 'seen.yes', otherwise })]);
    expect(kept.sections.map(({ id }) => id)).toEqual(['summary', 'more']);
    for (const when of ['seen.no', 'seen.nothing']) {
      const result = await asked([section(TABLE, { when, otherwise })]);
      expect(result.sections.map(({ id }) => id)).toEqual(['summary']);
      expect(result.omitted).toEqual([{ id: 'more', title: 'More', reason: 'There are 0.' }]);
    }
  });

  it('is a block that is not there without a word', async () => {
    const blocks = [TABLE, { ...TABLE, id: 'b', when: 'seen.no' }, { ...TABLE, id: 'c', when: 'seen.yes' }];
    const result = await asked([{ id: 'more', title: 'More', blocks }]);
    expect(result.sections[1]?.blocks.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(result.omitted).toEqual([]);
  });

  it('fails where the figure is not there, and a section says why it may be left out', async () => {
    await expect(asked([section({ ...TABLE, when: 'seen.maybe' })])).rejects.toMatchObject({ code: 'figure.unknown' });
    await expect(asked([section({ ...TABLE, when: 'seen.none' })])).rejects.toMatchObject({
      code: 'figure.no-condition',
    });
    expect(() => source([section(TABLE, { when: 'seen.yes' })])).toThrow(/go together/);
  });
});

describe.each(Object.entries({ TABLE, CHART, RULES, EFFECT }))('a block of kind %s without rows', (_, block) => {
  const none = { ...block, sql: `select * from (${block.sql}) where false` };

  it('is refused, or printed with words where that is allowed', async () => {
    const refused = await resolve(source([section(none)]));
    expect(refused.sections[1]?.blocks[0]).toMatchObject({ kind: 'error', code: 'block.empty' });
    const allowed = await resolve(source([section({ ...none, empty: 'allow' })]));
    expect(allowed.sections[1]?.blocks[0]).toMatchObject({ kind: block.kind, rows: [] });
    expect(await composeReport(allowed, { target: 'web' })).toContain('There is no data for this period.');
    expect(await compareXlsx(await renderXlsx(allowed), allowed)).toEqual([]);
  });
});

describe('the issue before', () => {
  it('is part of what a result is made from', async () => {
    const first = source([section(DIFF)], { previous: null });
    const issue = await resolve(first);
    const next = source([section(DIFF)], { previous: { id: issue.id, digest: issue.digest }, as_of: '2026-11-30' });
    const result = await resolve(next, { ...issue, figures: { 'month.sales': { value: 100, format: 'money' } } });
    expect(resultIdOf(next)).not.toBe(resultIdOf({ ...next, previous: null }));
    expect(result.sections[1]?.blocks[0]).toMatchObject({
      rows: [['Sales', 100, 120.5, 20.5, '▲ better']],
      note: `Compared with issue ${issue.id.slice(0, 12)}.`,
    });
  });

  it('counts only where a block or a text speaks of it', () => {
    expect(usesPreviousIssue(source([section(DIFF)]).spec)).toBe(true);
    expect(usesPreviousIssue(source([section(TABLE)]).spec)).toBe(false);
    const text = { id: 'a', kind: 'text', text: { en: 'x', ko: '{{since_last "month.sales"}}' } };
    expect(usesPreviousIssue(source([section(text)]).spec)).toBe(true);
    const plain = { id: 'a', kind: 'text', text: 'the helper since_last writes the change' };
    expect(usesPreviousIssue(source([section(plain)]).spec)).toBe(false);
  });
});

describe('a text that fails', () => {
  it('names file, section, key and line, and what is at hand', async () => {
    const failed = resolve(source([section(TABLE, { title: 'One\n{{figure "month.sale"}}' })]));
    await expect(failed).rejects.toMatchObject({
      code: 'figure.unknown',
      message: 'report-templates/monthly/report.yaml, section "more", title, line 2: there is no figure "month.sale"',
      hint: 'at hand: month.sales = $120.50',
    });
  });
});

describe('the looks of an issue', () => {
  it('are the project\u2019s, over them the report\u2019s, over them the job\u2019s, with the logo itself', async () => {
    const logo = { type: 'image/png' as const, data: 'AAAA', width: 3, height: 1 };
    const spec = projectSchema.parse({
      name: 'p',
      title: 'P',
      brand: { name: 'Shop', color: '#111111', good: '#222222' },
    });
    const project = { spec, logos: new Map([['a.png', logo]]) };
    const brand = mergeBrand(project, { color: '#333333' }, { name: 'North', logo: 'a.png' });
    expect(brand).toEqual({ name: 'North', color: '#333333', good: '#222222', logo });
    expect(mergeBrand({ ...project, spec: { ...spec, brand: undefined } }, undefined)).toBeUndefined();
    expect(() => mergeBrand(project, { logo: 'gone.png' })).toThrow(expect.objectContaining({ code: 'brand.logo' }));
    const from = source([], {
      project: { title: 'Project', time_zone: 'UTC', currency: 'USD', ...(brand && { brand }) },
    });
    expect((await resolve(from)).brand).toEqual(brand);
    expect(resultIdOf(from)).not.toBe(resultIdOf(source([])));
  });
});
