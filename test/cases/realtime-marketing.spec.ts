import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedBlock, ResolvedTable, Result } from '../../apps/server/src/blocks/result.js';
import type { WrittenReport } from '../../apps/server/src/content/spec/report.js';
import { quoteText } from '../../apps/server/src/engine/quote.js';
import { figure, readReport } from '../demo/demo-content.js';
import { DemoDatabase } from '../demo/demo-database.js';
import { CaseLab } from '../support/case-lab.js';

const CASE = 'realtime-marketing';
const AS_OF = '2026-10-31';
const RESPONSE = [62, 40, 30, 24.5, 20, 18.5, 15, 11.5, 8.5, 6];
const MARGIN_PER_COST = [17.4, 12, 9.5, 8, 7, 6.5, 5.5, 5, 5, 5];

const blockOf = (result: Result, id: string): ResolvedBlock =>
  result.sections.flatMap(({ blocks }) => blocks).find((block) => block.id === id)!;

/** Rows of a table block by the names of its columns. */
function rowsOf(result: Result, id: string): Record<string, unknown>[] {
  const { columns, rows } = blockOf(result, id) as ResolvedTable;
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

const valueOf = (result: Result, name: string): unknown => result.figures[name]!.value;
const titleOf = (result: Result, id: string): string => result.sections.find((section) => section.id === id)!.title;

/** By how much a figure is off what was planted, as a share of that. */
const off = (found: unknown, planted: number): number => Math.abs(Number(found) / planted - 1);

describe('the planted campaigns', () => {
  const database = DemoDatabase.open(AS_OF);
  afterAll(async () => (await database).close());

  it('respond by tenths of a rank that six features make, and earn as planned', async () => {
    const demo = await database;
    await demo.load('campaign_contacts');
    const rows = await demo.rows(`
      with ranked as (
        select *, row_number() over (
          partition by date_trunc('month', contacted_on)
          order by 0.082 * affiliate_visits + 0.0000225 * average_basket - 0.0101 * days_since_visit + 0.0858 * app_sessions
            - 0.0358 * distance_km + 0.177 * coupons_used desc, customer_id
        ) - 1 as position
        from campaign_contacts
      )
      select (position // 1000)::integer as tenth, count(*)::integer as customers, avg(responded) * 100 as rate,
        (sum(margin) / sum(responded) / 1000)::double as margin
      from ranked group by tenth order by tenth`);
    expect(rows).toHaveLength(10);
    rows.forEach((row, i) => {
      expect(row['customers']).toBe(5000);
      expect(row['rate']).toBeCloseTo(RESPONSE[i]!, 9);
      expect(off(row['margin'], MARGIN_PER_COST[i]!)).toBeLessThan(0.03);
    });
  });

  it('leave a base of 23.6 % and an efficiency of 151, 32.5 % in the top six, and most profit after the sixth', () => {
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const margins = RESPONSE.map((rate, i) => (rate / 100) * MARGIN_PER_COST[i]!);
    expect(mean(RESPONSE)).toBeCloseTo(23.6, 9);
    expect(mean(RESPONSE.slice(0, 6))).toBeCloseTo(32.5, 9);
    expect(Math.round((mean(margins) - 1) * 100)).toBe(151);
    expect(margins.findLastIndex((margin) => margin > 1)).toBe(5);
  });

  it('keep their months when the as-of day moves on', async () => {
    const digest = `select bit_xor(hash(c))::varchar as digest, count(*)::integer as n from campaign_contacts as c
      where contacted_on between date '2026-08-01' and date '2026-09-30'`;
    const early = await DemoDatabase.open('2026-09-30');
    await early.load('campaign_contacts');
    expect(await early.rows(digest)).toEqual(await (await database).rows(digest));
    early.close();
  });

  it('call as many of those whom they may contact next as a month later were contacted', async () => {
    const demo = await database;
    await demo.load('campaign_candidates');
    const later = await DemoDatabase.open('2026-11-30');
    await later.load('campaign_contacts');
    const features = `customer_id, affiliate_visits, average_basket, days_since_visit, app_sessions, distance_km, coupons_used, age, region`;
    const digest = (table: string) =>
      `select count(*)::integer as n, bit_xor(hash(${features}))::varchar as digest from ${table}`;
    expect(await later.rows(`${digest('campaign_contacts')} where contacted_on >= date '2026-11-01'`)).toEqual(
      await demo.rows(digest('campaign_candidates')),
    );
    later.close();
  });
});

describe('the words of the report', () => {
  let database: DemoDatabase;
  let spec: WrittenReport;
  beforeAll(async () => {
    spec = readReport(CASE);
    database = await DemoDatabase.open(AS_OF);
    await database.load('campaign_contacts');
    await database.run(`
      create table campaign_profit as
      select customer_id, contacted_on, score, responded, sales, margin, cost,
        ((row_number() over (order by score desc, customer_id) - 1) // 5000)::integer + 1 as grade
      from (select *, 0.082 * affiliate_visits + 0.0000225 * average_basket - 0.0101 * days_since_visit as score from campaign_contacts);
      create view campaign_graded as select customer_id, contacted_on, score, responded, grade from campaign_profit`);
  });
  afterAll(() => database.close());

  const told = async (name: string, change: string): Promise<unknown> => {
    await database.run(`begin; ${change}`);
    try {
      return (await figure(database, spec, name))['verdict'];
    } finally {
      await database.run('rollback');
    }
  };

  it.each([
    ['more', 'select 1'],
    ['less', 'update campaign_profit set grade = 11 - grade'],
    ['same', `update campaign_profit set responded = (hash('chance ' || customer_id) % 100 < 24)::integer`],
    ['none', 'delete from campaign_profit'],
  ])('say of the top grades: %s', async (verdict, change) => {
    expect(await told('top', change)).toBe(verdict);
  });

  it.each([
    ['stop', 'select 1'],
    ['all', 'update campaign_profit set margin = margin + 2000'],
    ['loss', 'update campaign_profit set cost = cost * 100'],
    ['none', 'delete from campaign_profit'],
  ])('say of the grade to stop at: %s', async (verdict, change) => {
    expect(await told('cut', change)).toBe(verdict);
  });

  it('judge the grade to stop at on a month that did not choose it', async () => {
    const cut = await figure(database, spec, 'cut');
    expect(cut).toMatchObject({ is_fresh: true, judged_month: '2026-10-01' });
    const [row] = await database.rows(
      `select (sum(cost) - sum(margin))::double as gain, count(*)::integer as n from campaign_profit
        where contacted_on >= date '2026-10-01' and grade > ${Number(cut['grade'])}`,
    );
    expect(cut).toMatchObject({ gain: row!['gain'], rest_n: row!['n'] });
  });
});

describe('the case', () => {
  let lab: CaseLab;
  let result: Result;
  let own: string;
  beforeAll(async () => {
    lab = await CaseLab.create();
    own = await lab.init('own', CASE, AS_OF);
    result = await run(own);
  }, 60_000);
  afterAll(() => lab.close());

  const run = async (dir: string, language: 'ko' | 'en' = 'en'): Promise<Result> => {
    const outcome = await lab.run(dir, CASE, AS_OF, language);
    if (outcome.error) throw new Error(JSON.stringify(outcome.error));
    return outcome.result;
  };

  /** Puts the rows of a dataset of the demo project, or of a SELECT, in the place of a source's CSV. */
  const replace = async (dir: string, source: string, select: string): Promise<void> => {
    const workspace = await lab.engine.open([join(dir, 'data')]);
    const file = join(dir, 'data', `${source}.csv`);
    await workspace.run(`COPY (${select}) TO ${quoteText(file)} (FORMAT csv, HEADER)`);
    await workspace.close();
  };
  const rowsFrom = (name: string): string => lab.demo.datasets.get(name)!.sql!.replaceAll('$as_of', quoteText(AS_OF));

  it('recovers the planted rates and margins out of sample, within 3 % and in order', () => {
    const grades = rowsOf(result, 'grades');
    expect(grades).toHaveLength(10);
    grades.forEach((row, i) =>
      expect(off(row['response_rate'], RESPONSE[i]! / 100), `grade ${i + 1}`).toBeLessThan(0.03),
    );
    const rates = grades.map((row) => Number(row['response_rate']));
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    expect(off(valueOf(result, 'top.rate'), 0.236)).toBeLessThan(0.001);
    expect(off(valueOf(result, 'top.top_rate'), 0.325)).toBeLessThan(0.03);
    expect(valueOf(result, 'top.verdict')).toBe('more');
    expect(valueOf(result, 'model.verdict')).toBe('reliable');
  });

  it('puts Max on grade 6, chosen and judged on different months, from a base efficiency of 151', () => {
    expect(rowsOf(result, 'grades').map((row) => row['mark'])).toEqual([
      null,
      null,
      null,
      null,
      null,
      'Max',
      null,
      null,
      null,
      null,
    ]);
    expect(valueOf(result, 'cut.grade')).toBe(6);
    expect(valueOf(result, 'cut.verdict')).toBe('stop');
    expect(Math.round(Number(valueOf(result, 'cut.base_efficiency')))).toBe(151);
  });

  it('finds the five planted rules in their order, each within 3 %', () => {
    const rules = rowsOf(result, 'representatives');
    expect(rules.map((row) => row['rule'])).toEqual([
      'MALL & within 200 m & 12–18 h & ≥ 5 visits',
      'DSTR & within 200 m & 12–18 h',
      'Saturday & within 200 m & 12–18 h & ≥ 5 visits',
      'Friday & within 200 m & 12–18 h & ≥ 5 visits',
      'within 200 m & 12–18 h & ≥ 5 visits',
    ]);
    const planted = [897, 862, 770, 756, 742];
    rules.forEach((row, i) => expect(off(row['efficiency'], planted[i]!), String(row['rule'])).toBeLessThan(0.03));
    const found = rules.map((row) => Number(row['efficiency']));
    expect(found).toEqual(found.toSorted((a, b) => b - a));
    expect(off(valueOf(result, 'rules.mean_efficiency'), 805)).toBeLessThan(0.03);
    expect(off(valueOf(result, 'rules.base_efficiency'), 151)).toBeLessThan(0.03);
    expect(Number(valueOf(result, 'rules.mean_multiple'))).toBeCloseTo(5.3, 0);
  });

  it('counts what it pruned, and shows the union of the representatives below their mean', () => {
    const [looked, ...pruned] = ['looked_at', 'not_better', 'redundant', 'beyond_keep'].map((name) =>
      Number(valueOf(result, `rules.${name}`)),
    );
    expect(pruned.every((count) => count > 0)).toBe(true);
    expect(looked! - pruned.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(Number(valueOf(result, 'rules.union_efficiency'))).toBeLessThan(
      Number(valueOf(result, 'rules.mean_efficiency')),
    );
  });

  it('gives the efficiency of a rule that SQL over the judging months gives', async () => {
    const workspace = await lab.engine.open([join(own, 'data')]);
    const { rows } = await workspace.run(`
      SELECT count(*), (sum(margin) - sum(cost)) / sum(cost) * 100, (count(*) FILTER (bought = 1)) / count(*)
      FROM read_csv(${quoteText(join(own, 'data/sensing_events.csv'))})
      WHERE sensed_at >= DATE '2026-09-01' AND place = 'DSTR' AND distance_m <= 200 AND hour(sensed_at) BETWEEN 12 AND 17`);
    await workspace.close();
    const rule = rowsOf(result, 'representatives')[1]!;
    expect(rule['n']).toBe(Number(rows[0]![0]));
    expect(rule['efficiency']).toBeCloseTo(Number(rows[0]![1]), 6);
    expect(rule['confidence']).toBeCloseTo(Number(rows[0]![2]), 9);
  });

  it('calls age and region no reliable link', () => {
    const findings = new Map(rowsOf(result, 'importance').map((row) => [row['feature'], row['finding']]));
    expect(findings.get('age')).toBe('no reliable link');
    expect(findings.get('region')).toBe('no reliable link');
    expect(findings.get('affiliate_visits')).toBe('counts');
  });

  it("renders the source's tables as they were published", () => {
    const grades = rowsOf(result, 'reference_grades');
    expect(grades.map((row) => row['lift'])).toEqual([6.1, 4, 2.1, 1.3, 0.9, 0.7, 0.5, 0.3, 0.1, 0]);
    expect(grades.map((row) => row['cumulative_sales'])).toEqual([
      0.5,
      0.7,
      0.8,
      0.9,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect((blockOf(result, 'reference_grades') as ResolvedTable).highlighted).toEqual([5]);
    const rules = rowsOf(result, 'reference_rules');
    expect(rules.map((row) => [row['efficiency'], row['multiple']])).toEqual([
      [897, 5.9], [862, 5.7], [770, 5.1], [756, 5], [742, 4.9], [151, 1],
    ]); // prettier-ignore
    const five = rules.slice(0, 5).map((row) => Number(row['efficiency']));
    expect(Math.round(five.reduce((sum, value) => sum + value, 0) / 5)).toBe(805);
    expect(JSON.stringify(blockOf(result, 'reference_text'))).toMatch(/different campaigns/);
  });

  it('says the same again, and the same figures in Korean', async () => {
    expect((await run(own)).digest).toBe(result.digest);
    const korean = await run(own, 'ko');
    expect(Object.fromEntries(Object.entries(korean.figures).map(([name, { value }]) => [name, value]))).toEqual(
      Object.fromEntries(Object.entries(result.figures).map(([name, { value }]) => [name, value])),
    );
    expect(titleOf(korean, 'cut_off')).toBe('6등급에서 멈출 때 영업이익이 가장 큽니다');
  }, 60_000);

  it('claims nothing where there is nothing', async () => {
    const dir = await lab.init('null', CASE, AS_OF);
    await replace(
      dir,
      'campaign_contacts',
      `SELECT * FROM (${rowsFrom('campaign_contacts_null')}) WHERE contacted_on >= DATE '2026-09-01'`,
    );
    await replace(dir, 'sensing_events', rowsFrom('sensing_events_null'));
    const nothing = await run(dir);
    expect(valueOf(nothing, 'top.rate')).toBeCloseTo(0.236, 4);
    expect(valueOf(nothing, 'top.verdict')).toBe('same');
    expect(valueOf(nothing, 'model.verdict')).toBe('no_reliable_model');
    expect(valueOf(nothing, 'rules.verdict')).toBe('no_reliable_rule');
    expect(rowsOf(nothing, 'representatives')).toEqual([]);
    expect(titleOf(nothing, 'summary')).toMatch(/No reliable sign/);
    expect(titleOf(nothing, 'conditions')).toMatch(/No reliable rule/);
  }, 60_000);

  it('leaves out what needs amounts, candidates and moments that are not there', async () => {
    const dir = await lab.init('bare', CASE, AS_OF);
    for (const name of [
      'campaign_profit',
      'campaign_candidates',
      'campaign_candidate_scores',
      'campaign_candidate_grades',
    ]) {
      for (const end of ['sql', 'yaml']) await rm(join(dir, 'datasets', `${name}.${end}`), { force: true });
    }
    for (const name of ['sensing_events', 'sensing_rules', 'sensing_rule_texts', 'sensing_reference']) {
      for (const end of ['sql', 'yaml']) await rm(join(dir, 'datasets', `${name}.${end}`), { force: true });
    }
    await rm(join(dir, 'dashboards'), { recursive: true, force: true });
    await replace(
      dir,
      'campaign_contacts',
      `SELECT * EXCLUDE (sales, margin, cost) FROM (${rowsFrom('campaign_contacts')}) WHERE contacted_on >= DATE '2026-10-01'`,
    );
    const definition = join(dir, 'datasets/campaign_contacts.yaml');
    const lines = (await readFile(definition, 'utf8')).split('\n');
    await writeFile(definition, lines.filter((line) => !/name: (?:sales|margin|cost),/.test(line)).join('\n'));
    const bare = await run(dir);
    expect(bare.omitted.map(({ id }) => id).sort()).toEqual(['conditions', 'cut_off', 'next_month', 'reference']);
    expect(bare.sections.map(({ id }) => id)).toEqual(['summary', 'who', 'quality']);
  }, 60_000);
});
