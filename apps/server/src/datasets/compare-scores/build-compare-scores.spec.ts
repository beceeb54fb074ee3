import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { analysisTables } from '../../content/analysis-tables.js';

const ready = await databaseAnswers();

const SCORED = `
  SELECT i AS id, 'c' || (i % 400) AS customer, hash(i + 4) % 1000 < 30 + 200 * (hash(i) % 1000) / 1000.0 AS answer,
    (hash(i) % 1000) / 1000.0 + (hash(i + 1) % 1000) / 300.0 AS plain, CASE WHEN i % 97 <> 0 THEN (hash(i) % 1000) / 1000.0 END AS better
  FROM range(2000) t(i)`;
const comparison = {
  kind: 'compare_scores',
  input: 'scored',
  outcome: 'answer',
  scores: ['plain', 'better'],
  together: 'customer',
  draws: 300,
};

describe.skipIf(!ready)('the comparison of scores', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const scored = async (sql: string) => (await lab.refresh(lab.item('scored', {}, { sql }))).version;
  const item = (written: object) =>
    lab.item('gain', { analysis: { ...comparison, ...written } }, { inputs: ['scored'] });

  it('finds the score that knows more, on the rows that have both, whatever their order', async () => {
    const input = await scored(SCORED);
    const { version } = await lab.refresh(item({}), { inputs: new Map([['scored', input]]) });
    const expected = analysisTables('gain', item({}).spec.analysis!, input.manifest.tables[0]!.columns);
    expect(new Map(version.manifest.tables.map(({ name, columns }) => [name, columns]))).toEqual(expected);
    const rows = await lab.rows([version], 'SELECT score, against, measure, finding FROM gain.differences');
    expect(rows).toEqual([
      ['better', 'plain', 'auroc', 'higher'],
      ['better', 'plain', 'ks', 'higher'],
      ['better', 'plain', 'lift', expect.any(String)],
    ]);
    const [summary] = await lab.rows([version], 'SELECT rows, left_out, groups FROM gain.summary');
    expect(summary).toEqual([1979, 21, 400]);
    const [count] = await lab.rows([version], 'SELECT count(*), max(gain) FROM gain.curve');
    expect(count).toEqual([42, 1]);
    const turned = await scored(`SELECT * FROM (${SCORED}) ORDER BY hash(id)`);
    const again = await lab.refresh(item({}), { inputs: new Map([['scored', turned]]) });
    const all = 'SELECT * FROM gain.differences';
    expect(await lab.rows([again.version], all)).toEqual(await lab.rows([version], all));
  });

  it('refuses one outcome only, and rows without a score', async () => {
    const refuse = async (sql: string) => lab.refusal(item({}), { inputs: new Map([['scored', await scored(sql)]]) });
    expect(await refuse(`SELECT * REPLACE (true AS answer) FROM (${SCORED})`)).toMatchObject({
      code: 'compare_scores.one-class',
    });
    expect(await refuse(`SELECT * REPLACE (NULL::DOUBLE AS better) FROM (${SCORED})`)).toMatchObject({
      code: 'dataset.empty',
    });
  });
});
