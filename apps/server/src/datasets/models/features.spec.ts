import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { features as featuresSchema } from '../../content/spec/model-columns.js';
import { Engine } from '../../engine/engine.js';
import type { Workspace } from '../../engine/workspace.js';
import { compileOutcome, requireYesNo } from './outcome.js';
import { planFeatures } from './plan-features.js';
import { readFeatures } from './read-features.js';

const CUSTOMERS = `
  SELECT * FROM (VALUES
    (2, 'Seoul', 12.5, true, DATE '2026-10-01', 'yes'), (1, ' ', NULL, NULL, DATE '2026-10-31', 'no'),
    (3, 'Busan', 7, false, NULL, 'yes')) t(id, city, spend, is_member, joined_on, answer)`;

describe('columns that a model learns from', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-features-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await engine.open();
    await workspace.run(`CREATE TABLE customers AS ${CUSTOMERS}`);
  });
  afterAll(async () => {
    await workspace.close();
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  const plan = async (written: object, taken = ['id', 'answer']) => {
    const columns = await workspace.describe('SELECT * FROM customers');
    return planFeatures('customers', columns, featuresSchema.parse(written), taken);
  };
  const read = async (written: object) =>
    readFeatures(workspace, { relation: 'customers', order: 'id', asOf: '2026-10-31' }, await plan(written));

  it('are numbers, texts with their sorted levels, and declared parts of dates, in the order of the key', async () => {
    const { rows, features } = await read({ dates: { joined_on: ['age_days', 'month'] } });
    expect(rows).toBe(3);
    expect(features.map((each) => [each.name, ...(each.kind === 'numeric' ? each.values : each.codes)])).toEqual([
      ['city', -1, 1, 0],
      ['is_member', NaN, 1, 0],
      ['joined_on_age_days', 0, 30, NaN],
      ['joined_on_month', 10, 10, NaN],
      ['spend', NaN, 12.5, 7],
    ]);
    expect(features[0]).toMatchObject({ levels: ['Busan', 'Seoul'] });
  });

  it('may be named, or left out', async () => {
    expect((await plan({ only: ['spend'] })).map(({ name }) => name)).toEqual(['spend']);
    expect((await plan({ except: ['joined_on', 'city'] })).map(({ name }) => name)).toEqual(['is_member', 'spend']);
  });

  it('are refused by name: an unknown one, an undeclared date, none at all, an infinite number', async () => {
    await expect(plan({ only: ['spent'] })).rejects.toMatchObject({
      code: 'dataset.column-missing',
      hint: /"spend"/,
    });
    await expect(plan({})).rejects.toMatchObject({ code: 'model.date-undeclared', details: { column: 'joined_on' } });
    await expect(plan({ except: ['joined_on', 'city', 'spend', 'is_member'] })).rejects.toMatchObject({
      code: 'model.no-feature',
    });
    const infinite = readFeatures(
      workspace,
      { relation: `(SELECT 1 AS id, 'inf'::DOUBLE AS x)`, order: 'id', asOf: '2026-10-31' },
      [{ name: 'x', kind: 'numeric', sql: 'x' }],
    );
    await expect(infinite).rejects.toMatchObject({ code: 'model.bad-input', details: { column: 'x' } });
  });

  it('all without a value are missing throughout', async () => {
    const relation = '(SELECT 1 AS id, NULL::VARCHAR AS word, NULL::DOUBLE AS x)';
    const planned = planFeatures('t', await workspace.describe(`SELECT * FROM ${relation}`), featuresSchema.parse({}), [
      'id',
    ]);
    const { features } = await readFeatures(workspace, { relation, order: 'id', asOf: '2026-10-31' }, planned);
    expect(features).toMatchObject([{ codes: Int32Array.of(-1), levels: [] }, { values: Float64Array.of(NaN) }]);
  });

  it('have an outcome of yes and no', async () => {
    const sql = compileOutcome({ column: 'answer', is: 'yes' });
    const { rows } = await workspace.run(`SELECT ${sql}, ${compileOutcome('is_member')} FROM customers ORDER BY id`);
    await expect(requireYesNo({ workspace }, 'customers', 'spend')).rejects.toMatchObject({
      code: 'model.no-outcome',
      message: '2 rows of "customers" have a "spend" that is neither yes nor no: 12.5.',
    });
    await requireYesNo({ workspace }, 'customers', 'is_member');
    const numbers = `SELECT ${compileOutcome({ column: 'x', is: 1 })} FROM (VALUES ('1.0'), ('no'), (NULL)) t(x)`;
    expect((await workspace.run(numbers)).rows).toEqual([[1], [0], [null]]);
    expect(rows).toEqual([
      [0, null],
      [1, 1],
      [1, 0],
    ]);
  });
});
