import { cp, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { ResolvedBlock, ResolvedTable, Result } from '../../apps/server/src/blocks/result.js';
import { quoteText } from '../../apps/server/src/engine/quote.js';
import { CaseLab, type Outcome } from '../support/case-lab.js';
import { realData } from '../support/dataset-lab.js';

const CASE = 'model-explanation';
const AS_OF = '2026-10-31';
const QUICK = { kind: 'boosting', rounds: 60, learning_rate: 0.12, max_leaves: 8 };

const blockOf = (result: Result, id: string): ResolvedBlock | undefined =>
  result.sections.flatMap(({ blocks }) => blocks).find((block) => block.id === id);

/** Rows of a block by the names of its columns. */
function rowsOf(result: Result, id: string): Record<string, unknown>[] {
  const { columns, rows } = blockOf(result, id) as ResolvedTable;
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

const valueOf = (result: Result, name: string): unknown => result.figures[name]?.value;
const titleOf = (result: Result, id: string) => result.sections.find((section) => section.id === id)?.title;
const sectionsOf = (result: Result): string[] => result.sections.map(({ id }) => id);
const omittedOf = (result: Result): string[] => result.omitted.map(({ id }) => id);
const issued = ({ result, error }: Outcome): Result => {
  if (error) throw new Error(JSON.stringify(error));
  return result;
};

/** Where the rows of a variant differ from those of the demo. */
interface Variant {
  /** SELECT over the rows of the demo as `demo`, or over what it names itself. */
  rows: string;
  /** The learners; one that is quick when left out. */
  learners?: object[];
  /** Looks from another day. */
  asOf?: string;
}

describe('the explanation of a churn model', () => {
  let lab: CaseLab;
  let own: string;
  let result: Result;
  beforeAll(async () => {
    lab = await CaseLab.create();
    own = await lab.init('own', CASE, AS_OF);
    result = issued(await lab.run(own, CASE, AS_OF, 'en'));
  }, 120_000);
  afterAll(() => lab.close());

  const csv = (dir: string) => join(dir, 'data', 'churn_customers.csv');
  const demoRows = (name: string, asOf = AS_OF) =>
    lab.demo.datasets.get(name)!.sql!.replaceAll('$as_of', quoteText(asOf));

  /** Asks the rows of the demo, as `demo`. */
  async function ask(sql: string, into?: string): Promise<unknown[][]> {
    const workspace = await lab.engine.open([lab.home]);
    try {
      await workspace.run(`CREATE VIEW demo AS FROM read_csv(${quoteText(csv(own))}, types = {'has_left': 'BOOLEAN'})`);
      const asked = into === undefined ? sql : `COPY (${sql}) TO ${quoteText(into)} (FORMAT csv, HEADER)`;
      return (await workspace.run(asked)).rows as unknown[][];
    } finally {
      await workspace.close();
    }
  }

  /** A third of the customers: enough for what a variant is asked. */
  const some = (rows: string) => `SELECT * FROM (${rows}) WHERE hash(customer_id) % 3 = 0`;

  /** A copy of the case with other rows and learners, without the search for settings. */
  async function variant(name: string, { rows, learners = [QUICK], asOf = AS_OF }: Variant): Promise<Outcome> {
    const dir = join(lab.home, name);
    await cp(own, dir, { recursive: true });
    await ask(rows, csv(dir));
    for (const model of ['churn_model', 'churn_model_before']) {
      const file = join(dir, 'datasets', `${model}.yaml`);
      const document = parseDocument(await readFile(file, 'utf8'));
      document.deleteIn(['analysis', 'search']);
      document.setIn(['analysis', 'validation', 'folds'], 3);
      document.setIn(['analysis', 'learners'], learners);
      await writeFile(file, document.toString());
    }
    return lab.run(dir, CASE, asOf, 'en');
  }

  it('finds the planted line, threshold, hill and category, and no use in the two useless variables', () => {
    expect(valueOf(result, 'model.verdict')).toBe('reliable');
    expect(valueOf(result, 'counts.counting')).toBe(4);
    expect(valueOf(result, 'counts.idle_names')).toBe('App visits, Last phone digit');
    expect(valueOf(result, 'branch.straight_names')).toBe('Monthly spend (₩1,000)');
    expect(valueOf(result, 'branch.bent_names')).toBe('Days overdue, Age');
    expect(valueOf(result, 'branch.category_names')).toBe('Card type');
    const forms = rowsOf(result, 'linearity').map((row) => [row['variable'], row['shape_name'], row['verdict']]);
    expect(forms).toEqual([
      ['Days overdue', 'a step up', 'not straight'],
      ['Monthly spend (₩1,000)', 'falling', 'straight'],
      ['Age', 'a hill', 'not straight'],
    ]);
    const directions = new Map(rowsOf(result, 'review').map((row) => [row['title'], row]));
    expect(directions.get('Days overdue')!['sentence']).toMatch(/above 1[4-6]\b/);
    expect(directions.get('Age')!['sentence']).toMatch(/about (3[89]|4[012])\b/);
    expect(directions.get('Card type')!['sentence']).toMatch(/Classic.*highest.*Platinum/);
  });

  it('takes the branch of trees, and says so', () => {
    expect(sectionsOf(result)).toEqual(expect.arrayContaining(['counts', 'relations', 'beyond', 'case']));
    expect(omittedOf(result)).toEqual(['coefficients']);
    const taken = rowsOf(result, 'branch_taken').map((row) => row['taken']);
    expect(taken).toEqual(['–', '✓', '✓', '✓', '✓']);
    expect(rowsOf(result, 'parameters').some((row) => row['settled'] === 'found by search')).toBe(true);
    expect(rowsOf(result, 'learners')).toHaveLength(2);
  });

  it('adds up to the score: the way of one customer, and the largest gap of all explained', () => {
    const steps = rowsOf(result, 'waterfall');
    const total = steps.at(-1)!;
    const added = steps.reduce((sum, row) => sum + (row === total ? 0 : Number(row['contribution'])), 0);
    expect(added).toBeCloseTo(Number(total['contribution']), 9);
    expect(1 / (1 + Math.exp(-added))).toBeCloseTo(Number(valueOf(result, 'one.score')), 9);
    expect(valueOf(result, 'one.explained')).toBe(1200);
    expect(Number(valueOf(result, 'one.largest_gap'))).toBeLessThan(1e-9);
  });

  it('gives figures that SQL over the rows gives', async () => {
    const [[cases, base]] = (await ask(`SELECT count(*), avg(has_left::INTEGER) FROM demo
      WHERE seen_on BETWEEN DATE '2026-03-31' AND DATE '2026-08-31'`)) as [[number, number]];
    expect(valueOf(result, 'model.cases')).toBe(Number(cases));
    expect(valueOf(result, 'model.base_rate')).toBeCloseTo(Number(base), 9);
    const [[rate]] = (await ask(`SELECT avg(has_left::INTEGER) FROM demo
      WHERE seen_on = DATE '2026-09-30'`)) as [[number]];
    expect(valueOf(result, 'held.rate')).toBeCloseTo(Number(rate), 9);
    const levels = await ask(`SELECT 'Card type: ' || card_type, avg(has_left::INTEGER) FROM demo
      WHERE seen_on = DATE '2026-09-30' GROUP BY ALL ORDER BY 1`);
    const shown = rowsOf(result, 'relation_levels').map((row) => [row['category'], row['rate']]);
    expect(shown.map(([name]) => name)).toEqual(levels.map(([name]) => name));
    shown.forEach(([, found], i) => expect(found).toBeCloseTo(Number(levels[i]![1]), 9));
    const [[effect]] = (await ask(`SELECT avg(has_left::INTEGER) FILTER (overdue_days > 15)
        - avg(has_left::INTEGER) FILTER (overdue_days <= 15)
      FROM demo WHERE seen_on BETWEEN DATE '2026-03-31' AND DATE '2026-09-30'`)) as [[number]];
    expect(rowsOf(result, 'hypothesis_list')[1]!['effect']).toBeCloseTo(Number(effect), 9);
    expect(valueOf(result, 'supposed.confirmed')).toBe(4);
  });

  it('sees the one variable that moved in October, and that the quality holds', () => {
    expect(valueOf(result, 'drift.names')).toBe('App visits');
    expect(valueOf(result, 'drift.verdict')).toBe('act');
    expect(valueOf(result, 'drift.score_finding')).toBe('stable');
    expect(valueOf(result, 'held.verdict')).toBe('same');
    expect(valueOf(result, 'past.changed')).toBe(0);
    expect(titleOf(result, 'stability')).toContain('App visits');
  });

  it('is the same, byte for byte, when it is made again', async () => {
    const again = issued(await lab.run(own, CASE, AS_OF, 'en'));
    expect([again.id, again.digest]).toEqual([result.id, result.digest]);
  }, 120_000);

  it('makes the issue of another month without an edit, leaves later rows out and names a month without rows', async () => {
    const asOf = '2026-09-30';
    const month = demoRows('churn_customers', asOf);
    const rows = `SELECT * FROM (${month}) WHERE seen_on <> DATE '2026-06-30'
      UNION ALL SELECT * REPLACE (DATE '2026-10-31' AS seen_on) FROM (${month}) WHERE seen_on = DATE '2026-07-31'`;
    const before = issued(await variant('before', { rows: some(rows), asOf }));
    expect(valueOf(before, 'held.seen_on')).toBe('2026-08-31');
    expect(valueOf(before, 'drift.seen_on')).toBe('2026-09-30');
    expect(valueOf(before, 'drift.moved')).toBe(0);
    expect(rowsOf(before, 'auroc_by_month').at(-1)!['seen_on']).toBe('2026-08-31');
    expect(valueOf(before, 'rows.months_missing')).toBe('2026-06');
    expect(JSON.stringify(blockOf(before, 'stability_text'))).toContain('2026-06');
  }, 120_000);

  it('claims nothing on the null twin', async () => {
    const none = issued(await variant('none', { rows: some(demoRows('churn_customers_null')) }));
    expect(valueOf(none, 'model.verdict')).toBe('no_reliable_model');
    expect(valueOf(none, 'counts.counting')).toBe(0);
    expect(valueOf(none, 'drift.moved')).toBe(0);
    expect(titleOf(none, 'summary')).toBe('No reliable sign that leaving can be foretold');
    expect(titleOf(none, 'counts')).toBe('No variable reliably helps to foretell');
    expect(omittedOf(none)).toEqual(['coefficients', 'relations', 'beyond', 'case']);
    expect(rowsOf(none, 'plan').map((row) => row['item'])).not.toContain('call_top');
    expect(valueOf(none, 'supposed.confirmed')).toBe(0);
    const sentences = rowsOf(none, 'review').map((row) => String(row['sentence']));
    expect(sentences.every((sentence) => /^(No reliable link|Whatever)/.test(sentence))).toBe(true);
  }, 120_000);

  it('turns its sentences when the data are turned', async () => {
    const rows =
      'SELECT * REPLACE (1500 - monthly_spend AS monthly_spend, 31 - overdue_days AS overdue_days) FROM demo';
    const turned = issued(await variant('turned', { rows: some(rows) }));
    const direction = (of: Result) =>
      Object.fromEntries(rowsOf(of, 'review').map((row) => [row['title'], row['direction']]));
    expect(direction(result)).toMatchObject({ 'Monthly spend (₩1,000)': '▼ less', 'Days overdue': '▲ more' });
    expect(direction(turned)).toMatchObject({ 'Monthly spend (₩1,000)': '▲ more', 'Days overdue': '▼ less' });
    expect(rowsOf(turned, 'hypothesis_list')[0]!['effect']).toBeGreaterThan(0);
  }, 120_000);

  it('explains a regression by coefficients and odds ratios, and by nothing more', async () => {
    const straight = issued(
      await variant('straight', { rows: some('FROM demo'), learners: [{ kind: 'linear', penalty: 0 }] }),
    );
    expect(valueOf(straight, 'model.algorithm')).toBe('logistic regression');
    expect(omittedOf(straight)).toEqual(['beyond', 'case']);
    expect(rowsOf(straight, 'branch_taken').map((row) => row['taken'])).toEqual(['✓', '–', '–', '–', '–']);
    const coefficients = new Map(rowsOf(straight, 'coefficient_table').map((row) => [row['term'], row]));
    const spending = coefficients.get('Monthly spend (₩1,000)')!;
    expect(Number(spending['high'])).toBeLessThan(0);
    expect(Number(spending['odds_ratio'])).toBeCloseTo(Math.exp(Number(spending['estimate'])), 9);
    expect(Number(coefficients.get('Card type: Platinum')!['odds_high'])).toBeLessThan(1);
    const idle = coefficients.get('Last phone digit')!;
    expect(Number(idle['odds_low']) < 1 && Number(idle['odds_high']) > 1).toBe(true);
  }, 120_000);

  it.each([
    ['no outcome is known', 'SELECT * REPLACE (NULL::BOOLEAN AS has_left) FROM demo', 'response_model.no-cases'],
    ['nobody left', 'SELECT * REPLACE (has_left AND false AS has_left) FROM demo', 'response_model.one-class'],
    [
      'a customer stands twice',
      `FROM demo UNION ALL (FROM demo WHERE seen_on = DATE '2026-05-31' ORDER BY customer_id LIMIT 1)`,
      'dataset.test-failed',
    ],
    ['the last month is missing', `FROM demo WHERE seen_on < DATE '2026-09-30'`, 'gate.refused'],
  ])(
    'says what is wrong and issues nothing where %s',
    async (name, rows, code) => {
      const { result: none, error } = await variant(name.replaceAll(' ', '-'), { rows: some(rows) });
      expect(none).toBeUndefined();
      expect(error, JSON.stringify(error)).toMatchObject({ code });
      expect(error!.message).toMatch(/has_left|customer_id|outcome|month-end/);
    },
    120_000,
  );

  const data = realData();
  describe.runIf(data)('on the Telco customers', () => {
    it('takes the branch of the regression, with a third held out and without months', async () => {
      const dir = join(lab.home, 'telco');
      await cp(own, dir, { recursive: true });
      await mapTelco(dir, data!);
      const told = issued(await lab.run(dir, CASE, AS_OF, 'en'));
      expect(valueOf(told, 'model.is_linear')).toBe(true);
      expect(Number(valueOf(told, 'model.auroc'))).toBeGreaterThan(0.83);
      expect(omittedOf(told)).toEqual(['beyond', 'case', 'hypotheses']);
      expect(blockOf(told, 'auroc_by_month')).toBeUndefined();
      const learned = Number(valueOf(told, 'model.cases'));
      expect(learned + Number(valueOf(told, 'held.customers'))).toBe(7043);
      const rates = Object.fromEntries(
        rowsOf(told, 'relation_levels').map((row) => [row['category'], Number(row['rate'])]),
      );
      expect(rates['contract: Month-to-month']).toBeCloseTo(0.427, 1);
      expect(rates['contract: Two year']).toBeCloseTo(0.028, 1);
    }, 120_000);
  });
});

/** Maps the file as the page of the case says: `from:` and types in YAML, a penalty and the order of the learners. */
async function mapTelco(dir: string, data: string): Promise<void> {
  const file = join(data, 'telco_churn', 'WA_Fn-UseC_-Telco-Customer-Churn.csv');
  const head = (await readFile(file, 'utf8')).split(/\r?\n/)[0]!.split(',');
  await copyFile(file, join(dir, 'data', 'telco.csv'));
  const types: Record<string, string> = {
    tenure: 'INTEGER',
    MonthlyCharges: 'DOUBLE',
    TotalCharges: 'DOUBLE',
    Churn: 'BOOLEAN',
  };
  const names: Record<string, string> = { customerID: 'customer_id', Churn: 'has_left' };
  const columns = head.map((from) => ({
    name: names[from] ?? from.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase(),
    from,
    type: types[from] ?? 'VARCHAR',
  }));
  const source = { title: 'Customers', file: { path: 'data/telco.csv', missing: ['', ' '] }, columns };
  await writeFile(join(dir, 'datasets', 'churn_customers.yaml'), JSON.stringify(source));
  for (const name of ['churn_hypotheses.sql', 'churn_hypotheses.yaml']) await rm(join(dir, 'datasets', name));
  for (const model of ['churn_model', 'churn_model_before']) {
    const path = join(dir, 'datasets', `${model}.yaml`);
    const document = parseDocument(await readFile(path, 'utf8'));
    document.deleteIn(['analysis', 'search']);
    document.setIn(
      ['analysis', 'learners'],
      [{ kind: 'linear' }, { kind: 'boosting', learning_rate: 0.08, max_leaves: 8 }],
    );
    await writeFile(path, document.toString());
  }
}
