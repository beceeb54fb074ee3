import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { analysisTables } from '../../content/analysis-tables.js';

const ready = await databaseAnswers();
const { baskets: oracle } = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/association.json', import.meta.url), 'utf8'),
) as { baskets: { baskets: number[][]; minimum: number; itemsets: [number[], number][]; rules: unknown[] } };

describe.skipIf(!ready)('the analysis of basket rules', () => {
  let lab: DatasetLab;
  let sales: DatasetVersion;
  beforeAll(async () => {
    lab = await DatasetLab.open();
    sales = await table(salesSql());
  });
  afterAll(() => lab.close());

  const table = async (sql: string) => (await lab.refresh(lab.item('sales', {}, { sql }))).version;
  const rules = (spec: Record<string, unknown>) =>
    lab.item(
      'pairs',
      { analysis: { kind: 'basket_rules', input: 'sales', basket: 'ticket', item: 'item', ...spec } },
      { inputs: ['sales'] },
    );
  const found = async (spec: Record<string, unknown>, input = sales) =>
    (await lab.refresh(rules(spec), { inputs: new Map([['sales', input]]) })).version;
  const filled = oracle.baskets.filter((items) => items.length > 0).length;
  const sameAsOracle = { min_support: oracle.minimum / filled, min_confidence: 0.4, min_lift: 0, max_right: 10 };

  it('makes the tables and columns that `decile check` counts on', async () => {
    const version = await found(sameAsOracle);
    const expected = analysisTables('pairs', rules(sameAsOracle).spec.analysis!, sales.manifest.tables[0]!.columns);
    expect(new Map(version.manifest.tables.map(({ name, columns }) => [name, columns]))).toEqual(expected);
  });

  it('finds the itemsets and rules of the oracle', async () => {
    const version = await found(sameAsOracle);
    const sets = await lab.rows([version], 'SELECT items, n FROM pairs.itemsets');
    const expected = oracle.itemsets.map(([items, n]) => [items.map((item) => `item ${item}`).join(' & '), n]);
    expect(sets.toSorted()).toEqual(expected.toSorted());
    const [summary] = await lab.rows(
      [version],
      'SELECT baskets, min_baskets, itemsets, longest, capped_by, rules, rules_kept FROM pairs.summary',
    );
    expect(summary).toEqual([
      filled,
      oracle.minimum,
      oracle.itemsets.length,
      4,
      null,
      oracle.rules.length,
      oracle.rules.length,
    ]);
    const [best] = await lab.rows(
      [version],
      'SELECT rank, lift = (SELECT max(lift) FROM pairs.rules) FROM pairs.rules LIMIT 1',
    );
    expect(best).toEqual([1, true]);
  });

  it.each([
    ['max_itemsets', { max_itemsets: 20 }],
    ['max_items', { max_items: 2 }],
    ['max_rules', { max_rules: 3 }],
  ])('says that %s leaves some out', async (cap, spec) => {
    lab.logged.length = 0;
    const version = await found({ ...sameAsOracle, ...spec });
    expect(await lab.rows([version], 'SELECT capped_by FROM pairs.summary')).toEqual([[cap]]);
    expect(lab.logged.join()).toContain(cap);
  });

  it('gives the same files for rows in another order and items that come twice', async () => {
    const first = await found(sameAsOracle);
    const twice = await table(
      `SELECT * FROM (SELECT t.ticket, t.item FROM (${salesSql()}) t, range(2)) ORDER BY hash(ticket * 31 + length(item)), item`,
    );
    const second = await found(sameAsOracle, twice);
    const hashes = ({ manifest }: DatasetVersion) => manifest.tables.map(({ parts }) => parts[0]!.sha256);
    expect(hashes(second)).toEqual(hashes(first));
  });

  it('survives one basket, and says what is wrong with its input', async () => {
    const one = await table(`SELECT 1 AS ticket, 'tea' AS item`);
    expect(await lab.rows([await found({}, one)], 'SELECT itemsets, rules FROM pairs.summary')).toEqual([[1, 0]]);
    const refusal = (spec: Record<string, unknown>, input: DatasetVersion) =>
      lab.refusal(rules(spec), { inputs: new Map([['sales', input]]) });
    expect(await refusal({ item: 'itm' }, sales)).toMatchObject({ code: 'dataset.column-missing' });
    expect(await refusal({}, await table(`SELECT 1 AS ticket, NULL::VARCHAR AS item`))).toMatchObject({
      code: 'baskets.null-values',
      details: { column: 'item' },
    });
    expect(await refusal({}, await table(`SELECT 1 AS ticket, 'tea' AS item WHERE false`))).toMatchObject({
      code: 'dataset.empty',
    });
  });

  function salesSql(): string {
    const rows = oracle.baskets.flatMap((items, b) => items.map((item) => `(${b}, ${item})`));
    return `SELECT col0 AS ticket, 'item ' || col1 AS item FROM (VALUES ${rows.join(', ')})`;
  }
});
