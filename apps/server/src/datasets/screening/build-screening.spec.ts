import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { analysisTables } from '../../content/analysis-tables.js';

const ready = await databaseAnswers();

/** 3,000 rows of 1,000 customers in three months; `spend` and `city` tell of the answer; the last month has none yet. */
const CASES = `
  SELECT 'c' || lpad((i % 1000)::VARCHAR, 4, '0') || '-' || (i // 1000) AS id, 'c' || (i % 1000) AS customer,
    DATE '2026-01-01' + to_months((i // 1000)::INTEGER)::INTERVAL AS month,
    (hash(i) % 1000) / 10.0 AS spend, (hash(i) % 1000) / 5.0 + (hash(i + 7) % 50) AS spend_again, (hash(i + 1) % 1000) / 10.0 AS noise,
    (hash(i + 5) % 1000) / 10.0 + 80 * (i // 2000) AS moving, ['Seoul', 'Busan', 'Daegu'][1 + (hash(i + 2) % 3)::INTEGER] AS city,
    DATE '2026-06-01' AS late_on, (hash(i + 9) % 100) AS late,
    CASE WHEN i >= 2000 THEN NULL ELSE hash(i + 4) % 1000 < 40 + 3 * ((hash(i) % 1000) / 10.0) + CASE WHEN hash(i + 2) % 3 = 0 THEN 200 ELSE 0 END END AS answer
  FROM range(3000) t(i)`;
const screening = {
  kind: 'screening',
  input: 'cases',
  key: 'id',
  outcome: 'answer',
  period: 'month',
  features: { except: ['customer'] },
  known_on: { late: 'late_on' },
  decided_on: 'month',
};

describe.skipIf(!ready)('the screening', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const cases = async (sql: string) => (await lab.refresh(lab.item('cases', {}, { sql }))).version;
  const item = (written: object) =>
    lab.item('worth', { analysis: { ...screening, ...written } }, { inputs: ['cases'] });
  const screen = async (input: DatasetVersion, written: object = {}) =>
    (await lab.refresh(item(written), { inputs: new Map([['cases', input]]) })).version;
  const refusal = (input: DatasetVersion, written: object = {}) =>
    lab.refusal(item(written), { inputs: new Map([['cases', input]]) });

  it('makes the tables and columns that `decile check` counts on, with a period and without', async () => {
    const input = await cases(CASES);
    for (const written of [
      {},
      { period: undefined, features: { except: ['customer', 'month'] }, decided_on: undefined },
    ]) {
      const version = await screen(input, written);
      const expected = analysisTables('worth', item(written).spec.analysis!, input.manifest.tables[0]!.columns);
      expect(new Map(version.manifest.tables.map(({ name, columns }) => [name, columns]))).toEqual(expected);
    }
  });

  it('keeps the best first and says why the others are dropped', async () => {
    const version = await screen(await cases(CASES));
    const rows = await lab.rows(
      [version],
      'SELECT feature, reason, because_of, direction, psi_period::VARCHAR FROM worth.columns ORDER BY rank',
    );
    const of = new Map(rows.map(([feature, ...rest]) => [feature, rest]));
    expect(of.get('spend')).toMatchObject([null, null, 'up', expect.any(String)]);
    expect(of.get('city')).toMatchObject([null, null, null, expect.any(String)]);
    expect(of.get('spend_again')).toMatchObject(['alike', 'spend', 'up', expect.any(String)]);
    expect(of.get('noise')![0]).toBe('weak');
    expect(of.get('late')![0]).toBe('after_event');
    expect(of.get('moving')![0]).toBe('unstable');
    expect(of.get('moving')![3]).toContain('2026-03-01');
    expect(rows.slice(0, 2).map(([feature]) => feature)).toEqual(['city', 'spend']);
    const [summary] = await lab.rows([version], 'SELECT rows, with_outcome, columns, kept, verdict FROM worth.summary');
    expect(summary).toEqual([3000, 2000, 6, 2, 'judged']);
    const [bins] = await lab.rows(
      [version],
      `SELECT sum(contribution), sum(rows), (SELECT information_value FROM worth.columns WHERE feature = 'spend') FROM worth.bins WHERE feature = 'spend'`,
    );
    expect(bins![0]).toBeCloseTo(bins![2] as number, 9);
    expect(bins![1]).toBe(2000);
  });

  it('goes without an outcome: nothing is weak, the verdict says so', async () => {
    const version = await screen(await cases(`SELECT * EXCLUDE (answer) FROM (${CASES})`), { outcome: undefined });
    const [summary] = await lab.rows([version], 'SELECT verdict, with_outcome, base_rate FROM worth.summary');
    expect(summary).toEqual(['no_outcome', 0, null]);
    const weak = await lab.rows([version], `SELECT count(*) FROM worth.columns WHERE reason = 'weak'`);
    expect(weak).toEqual([[0]]);
    const one = await screen(await cases(`SELECT * REPLACE (true AS answer) FROM (${CASES})`));
    expect((await lab.rows([one], 'SELECT verdict FROM worth.summary'))[0]).toEqual(['one_class']);
  });

  it('refuses a key that repeats, a column that is not there, and no rows', async () => {
    expect(await refusal(await cases(`SELECT * REPLACE ('same' AS id) FROM (${CASES})`))).toMatchObject({
      code: 'model.duplicate-key',
    });
    expect(await refusal(await cases(CASES), { period: 'monthh' })).toMatchObject({ hint: /"month"/ });
    expect(await refusal(await cases(`SELECT * FROM (${CASES}) WHERE false`))).toMatchObject({ code: 'dataset.empty' });
  });

  it('leaves the columns that it dropped out of a response model, by name', async () => {
    const input = await cases(CASES);
    const worth = await screen(input);
    const model = {
      kind: 'response_model',
      input: 'cases',
      key: 'id',
      outcome: 'answer',
      features: { except: ['late_on', 'month'], screened_by: 'worth' },
      validation: { folds: 3, together: 'customer' },
      learners: [{ kind: 'linear' }],
    };
    const fitted = lab.item('answers', { analysis: model }, { inputs: ['cases', 'worth'] });
    const inputs = new Map([
      ['cases', input],
      ['worth', worth],
    ]);
    const { version } = await lab.refresh(fitted, { inputs });
    const used = await lab.rows([version], 'SELECT feature, reason, detail FROM answers.columns ORDER BY feature');
    expect(used).toEqual([
      ['city', null, null],
      ['late', 'screened_out', 'because=after_event'],
      ['moving', 'screened_out', 'because=unstable'],
      ['noise', 'screened_out', 'because=weak'],
      ['spend', null, null],
      ['spend_again', 'screened_out', 'because=alike'],
    ]);
    const other = { ...model, features: { ...model.features, screened_by: 'cases' } };
    expect(
      await lab.refusal(lab.item('answers', { analysis: other }, { inputs: ['cases'] }), { inputs }),
    ).toMatchObject({
      code: 'model.not-screened',
    });
  });
});
