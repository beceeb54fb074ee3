import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedBlock, ResolvedTable, Result } from '../../apps/server/src/blocks/result.js';
import { quoteText } from '../../apps/server/src/engine/quote.js';
import { CaseLab } from '../support/case-lab.js';
import { realData } from '../support/dataset-lab.js';

const real = realData();
const CASE = 'realtime-marketing';
const AS_OF = '2026-10-31';
const RESPONSE = [62, 40, 30, 24.5, 20, 18.5, 15, 11.5, 8.5, 6];

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

let lab: CaseLab;
beforeAll(async () => {
  lab = await CaseLab.create();
});
afterAll(() => lab.close());

async function runCase(dir: string, language: 'ko' | 'en' = 'en'): Promise<Result> {
  const outcome = await lab.run(dir, CASE, AS_OF, language);
  if (outcome.error) throw new Error(JSON.stringify(outcome.error));
  return outcome.result;
}

/** Takes datasets out of a project, and its dashboards, which read them. */
async function remove(dir: string, ...names: string[]): Promise<void> {
  await rm(join(dir, 'dashboards'), { recursive: true, force: true });
  for (const name of names)
    for (const end of ['sql', 'yaml']) await rm(join(dir, 'datasets', `${name}.${end}`), { force: true });
}

const MONEY = ['campaign_profit', 'campaign_cut'];
const CANDIDATES = ['campaign_candidates', 'campaign_candidate_scores', 'campaign_candidate_grades'];
const MOMENTS = ['sensing_events', 'sensing_rules', 'sensing_rule_texts', 'sensing_reference'];
const TRIAL = ['campaign_trial', 'campaign_uplift'];

describe('the case', () => {
  let result: Result;
  let own: string;
  beforeAll(async () => {
    own = await lab.init('own', CASE, AS_OF);
    result = await runCase(own);
  }, 180_000);

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
    expect(rowsOf(result, 'association')[1]!['confidence']).toBeCloseTo(Number(rows[0]![2]), 9);
  });

  it('calls age and region no reliable link', () => {
    const findings = new Map(rowsOf(result, 'importance').map((row) => [row['feature'], row['finding']]));
    expect(findings.get('Age')).toBe('no reliable link');
    expect(findings.get('Region')).toBe('no reliable link');
    expect(findings.get('Visits to affiliates')).toBe('counts');
  });

  it('measures what contact does against those who by lot were not contacted', () => {
    expect(valueOf(result, 'uplift.control_rate')).toBeCloseTo(0.09, 9);
    expect(valueOf(result, 'uplift.contacted_rate')).toBeCloseTo(0.236, 9);
    expect(valueOf(result, 'uplift.finding')).toBe('higher');
    expect(titleOf(result, 'uplift')).toBe('Contact raises the share who buy by 14.6 pp');
  });

  it('supports the four hypotheses that were planted, and not the one about weekends', () => {
    expect(rowsOf(result, 'hypothesis_list').map((row) => row['verdict'])).toEqual([
      'supported', 'supported', 'supported', 'supported', 'no reliable difference',
    ]); // prettier-ignore
  });

  it('closes with actions, each with its effect and interval where one can be told', () => {
    const actions = rowsOf(result, 'plan');
    expect(actions).toHaveLength(4);
    for (const { effect, low, high } of actions.slice(0, 3)) {
      expect(Number(low)).toBeGreaterThan(0);
      expect(Number(low)).toBeLessThan(Number(effect));
      expect(Number(high)).toBeGreaterThan(Number(effect));
    }
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
    expect((await runCase(own)).digest).toBe(result.digest);
    const korean = await runCase(own, 'ko');
    expect(Object.fromEntries(Object.entries(korean.figures).map(([name, { value }]) => [name, value]))).toEqual(
      Object.fromEntries(Object.entries(result.figures).map(([name, { value }]) => [name, value])),
    );
    expect(titleOf(korean, 'cut_off')).toBe('6등급에서 멈출 때 영업이익이 가장 큽니다');
  }, 180_000);

  it('claims nothing where there is nothing', async () => {
    const dir = await lab.init('null', CASE, AS_OF);
    await replace(
      dir,
      'campaign_contacts',
      `SELECT * FROM (${rowsFrom('campaign_contacts_null')}) WHERE contacted_on >= DATE '2026-09-01'`,
    );
    await replace(dir, 'sensing_events', rowsFrom('sensing_events_null'));
    await replace(dir, 'campaign_trial', rowsFrom('campaign_trial_null'));
    const nothing = await runCase(dir);
    expect(valueOf(nothing, 'top.rate')).toBeCloseTo(0.236, 4);
    expect(valueOf(nothing, 'top.verdict')).toBe('same');
    expect(valueOf(nothing, 'model.verdict')).toBe('no_reliable_model');
    expect(valueOf(nothing, 'rules.verdict')).toBe('no_reliable_rule');
    expect(rowsOf(nothing, 'representatives')).toEqual([]);
    expect(titleOf(nothing, 'summary')).toMatch(/No reliable sign/);
    expect(titleOf(nothing, 'conditions')).toMatch(/No reliable rule/);
    expect(titleOf(nothing, 'uplift')).toMatch(/No reliable sign/);
    expect(rowsOf(nothing, 'hypothesis_list').map((row) => row['verdict'])).toEqual(
      Array(5).fill('no reliable difference'),
    );
    expect(rowsOf(nothing, 'plan')).toHaveLength(1);
  }, 180_000);

  it('leaves out what needs amounts, candidates and moments that are not there', async () => {
    const dir = await lab.init('bare', CASE, AS_OF);
    await remove(dir, ...MONEY, ...CANDIDATES, ...MOMENTS, ...TRIAL);
    await replace(
      dir,
      'campaign_contacts',
      `SELECT * EXCLUDE (sales, margin, cost) FROM (${rowsFrom('campaign_contacts')}) WHERE contacted_on >= DATE '2026-10-01'`,
    );
    const definition = join(dir, 'datasets/campaign_contacts.yaml');
    const lines = (await readFile(definition, 'utf8')).split('\n');
    await writeFile(definition, lines.filter((line) => !/name: (?:sales|margin|cost),/.test(line)).join('\n'));
    const bare = await runCase(dir);
    expect(bare.omitted.map(({ id }) => id).sort()).toEqual([
      'conditions',
      'cut_off',
      'hypotheses',
      'next_month',
      'reference',
      'uplift',
    ]);
    expect(bare.sections.map(({ id }) => id)).toEqual(['summary', 'who', 'quality', 'actions']);
  }, 180_000);
});

/** Columns of Hillstrom's table with their types: most customers spend nothing, so that a guess would make whole dollars of it. */
const MAILS = [
  ['recency', 'INTEGER'],
  ['history_segment', 'VARCHAR'],
  ['history', 'DOUBLE'],
  ['mens', 'INTEGER'],
  ['womens', 'INTEGER'],
  ['zip_code', 'VARCHAR'],
  ['newbie', 'INTEGER'],
  ['channel', 'VARCHAR'],
  ['segment', 'VARCHAR'],
  ['visit', 'INTEGER'],
  ['conversion', 'INTEGER'],
  ['spend', 'DECIMAL(12,2)'],
];

describe.skipIf(real === undefined)('the case on real tables', () => {
  const write = async (dir: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'datasets', name), text);
  };
  const contacts = `title: Contacts\ndate_column: contacted_on\ntests:\n  - unique: [customer_id]\n`;

  it('grades drivers by whether they accept a coupon, and finds where coffee houses succeed', async () => {
    const dir = await lab.init('coupon', CASE, AS_OF);
    await remove(dir, ...MONEY, ...CANDIDATES, ...TRIAL, 'campaign_contacts', 'sensing_events', 'sensing_rules');
    await copyFile(join(real!, 'coupon/in-vehicle-coupon-recommendation.csv'), join(dir, 'data/coupon.csv'));
    await write(dir, {
      'coupons.yaml': 'title: Coupons\nfile: { path: data/coupon.csv }\n',
      'campaign_contacts.yaml': contacts,
      'campaign_contacts.sql': `select row_number() over ()::integer as customer_id, date '2026-10-01' as contacted_on, y::integer as responded, * exclude (y) from coupons`,
      'campaign_response.yaml':
        'title: Who accepts\nanalysis: { kind: response_model, input: campaign_cases, key: customer_id, outcome: responded, learners: [{ kind: linear }, { kind: boosting, rounds: 120 }] }\n',
      'sensing_events.yaml': 'title: Coupons for coffee houses\n',
      'sensing_events.sql': `select customer_id as event_id, responded as bought, destination, passanger, expiration, has_children,
        coffee_house in ('1~3', '4~8', 'gt8') as comes_monthly from campaign_contacts where coupon = 'Coffee House'`,
      'sensing_rules.yaml': `title: Where coffee houses succeed
analysis:
  kind: condition_rules
  input: sensing_events
  outcome: bought
  conditions: [comes_monthly, destination, passanger, expiration, has_children]
  holdout: { key: event_id }
  categories: [comes_monthly]
`,
    });
    const result = await runCase(dir);
    expect(valueOf(result, 'top.customers')).toBe(12_684);
    expect(Number(valueOf(result, 'top.rate'))).toBeCloseTo(0.5684, 4);
    expect(Number(valueOf(result, 'model.auroc'))).toBeGreaterThan(0.79);
    expect(Number(valueOf(result, 'model.auroc'))).toBeLessThan(0.85);
    expect(valueOf(result, 'reasons.second_verdict')).toBe('better');
    expect(valueOf(result, 'rules.verdict')).toBe('reliable_rules');
    expect(Number(valueOf(result, 'rules.base_rate'))).toBeCloseTo(0.5, 1);
    expect(String(rowsOf(result, 'association')[0]!['rule'])).toMatch(/^comes_monthly = true/);
    expect(result.omitted.map(({ id }) => id).sort()).toEqual(['cut_off', 'hypotheses', 'next_month', 'uplift']);
  }, 180_000);

  it('measures the e-mails of Hillstrom against those who by lot got none', async () => {
    const dir = await lab.init('hillstrom', CASE, AS_OF);
    await remove(dir, ...MONEY, ...CANDIDATES, ...MOMENTS, 'campaign_contacts', 'campaign_trial');
    await copyFile(join(real!, 'hillstrom/hillstrom.csv'), join(dir, 'data/hillstrom.csv'));
    await write(dir, {
      'mails.yaml': `title: Mails\nfile: { path: data/hillstrom.csv }\ncolumns:\n${MAILS.map(([name, type]) => `  - { name: ${name}, type: '${type}' }\n`).join('')}`,
      'mailed.yaml': 'title: Customers\n',
      'mailed.sql': 'select row_number() over ()::integer as customer_id, * from mails',
      'campaign_contacts.yaml': contacts,
      'campaign_contacts.sql': `select customer_id, date '2026-10-01' as contacted_on, visit::integer as responded, * exclude (customer_id, visit, conversion, spend)
        from mailed where segment = 'Mens E-Mail'`,
      'campaign_trial.yaml': 'title: Trial\n',
      'campaign_trial.sql': `select customer_id, if(segment = 'No E-Mail', 'control', 'contacted') as arm, visit::integer as bought, spend
        from mailed where segment <> 'Womens E-Mail'`,
    });
    const result = await runCase(dir);
    expect(Number(valueOf(result, 'uplift.contacted_rate'))).toBeCloseTo(0.1828, 4);
    expect(Number(valueOf(result, 'uplift.control_rate'))).toBeCloseTo(0.1062, 4);
    expect(valueOf(result, 'uplift.finding')).toBe('higher');
    const [, spend] = rowsOf(result, 'trial');
    expect(Number(spend!['after'])).toBeCloseTo(1.4226, 4);
    expect(Number(spend!['before'])).toBeCloseTo(0.6528, 4);
    expect(Number(valueOf(result, 'model.auroc'))).toBeGreaterThan(0.6);
    expect(valueOf(result, 'top.verdict')).toBe('more');
  }, 180_000);
});
