import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab, realData } from '../../../../../test/support/dataset-lab.js';
import { ruleMeasures } from '../../analytics/association/rule-measures.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';

const ready = await databaseAnswers();
const real = realData();

describe.skipIf(!ready || real === undefined)('condition rules on real data', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const file = async (name: string, path: string) => {
    await mkdir(join(lab.root, 'data'), { recursive: true });
    await copyFile(join(real!, path), join(lab.root, `data/${name}.csv`));
    return (await lab.refresh(lab.item(name, { file: { path: `data/${name}.csv` } }))).version;
  };
  /** Rows of a SELECT, once before 2026-02-01 to find on and once after to judge on, so that the figures are those of all rows. */
  const rules = async (input: DatasetVersion, select: string, analysis: Record<string, unknown>) => {
    const sql = `SELECT *, DATE '2026-01-01' AS day FROM (${select}) UNION ALL SELECT *, DATE '2026-02-01' FROM (${select})`;
    const prepared = await lab.refresh(lab.item('prepared', {}, { sql, inputs: [input.dataset] }), {
      inputs: new Map([[input.dataset, input]]),
    });
    const spec = {
      kind: 'condition_rules',
      input: 'prepared',
      holdout: { date: 'day', from: '2026-02-01' },
      ...analysis,
    };
    const item = lab.item('rules', { analysis: spec }, { inputs: ['prepared'] });
    return (await lab.refresh(item, { inputs: new Map([['prepared', prepared.version]]) })).version;
  };

  it('finds the three physical rules of AI4I, which hold on every row', async () => {
    const machines = await file('machines', 'ai4i2020/ai4i2020.csv');
    const [air, process, rpm, torque, wear] = machines.manifest.tables[0]!.columns.slice(3, 8).map(({ name }) => name);
    const select = `SELECT type, hdf, pwf, osf, ${process}::DOUBLE - ${air}::DOUBLE AS gap, ${rpm}::INTEGER AS rpm,
      (${torque} * ${rpm} * 2 * pi() / 60)::DECIMAL(12,4) AS power, (${torque} * ${wear})::DECIMAL(12,2) AS strain FROM machines`;
    const perfect = (version: DatasetVersion) =>
      lab.rows(
        [version],
        'SELECT rule, responders FROM rules.rules WHERE confidence = 1 AND conviction IS NULL ORDER BY rank',
      );
    const heat = await rules(machines, select, {
      outcome: 'hdf',
      conditions: [
        { column: 'gap', breaks: [8.6] },
        { column: 'rpm', breaks: [1380] },
      ],
    });
    expect(await perfect(heat)).toEqual([['gap < 8.6 & rpm < 1380', 115]]);
    const power = await rules(machines, select, {
      outcome: 'pwf',
      conditions: [{ column: 'power', breaks: [3500, 9000] }],
      min_coverage: 0.0001,
    });
    const failed = await perfect(power);
    expect(failed.map(([rule]) => rule).sort()).toEqual(['power < 3500', 'power ≥ 9000']);
    expect(failed.reduce((sum, [, responders]) => sum + Number(responders), 0)).toBe(95);
    const strain = await rules(machines, select, {
      outcome: 'osf',
      conditions: [
        { column: 'type', label: '{value}' },
        { column: 'strain', at_least: [11000, 12000, 13000] },
      ],
      min_coverage: 0.0001,
    });
    // Type H: nothing lies between 12,000 and 13,000, so that the shorter rule says as much.
    const worn = await lab.rows(
      [strain],
      `SELECT rule, responders, confidence, as_good FROM (SELECT rule, responders, confidence, NULL AS as_good FROM rules.rules
         UNION ALL SELECT rule, responders, confidence, as_good FROM rules.pruned)
       WHERE rule IN ('L & strain ≥ 11000', 'M & strain ≥ 12000', 'H & strain ≥ 13000') ORDER BY rule`,
    );
    expect(worn).toEqual([
      ['H & strain ≥ 13000', 2, 1, 'strain ≥ 13000'],
      ['L & strain ≥ 11000', 87, 1, null],
      ['M & strain ≥ 12000', 9, 1, null],
    ]);
  });

  it('gives the known figures of coupons for bars and coffee houses', async () => {
    const coupons = await file('coupons', 'coupon/in-vehicle-coupon-recommendation.csv');
    const names = coupons.manifest.tables[0]!.columns.map(({ name }) => name);
    const named = (name: string) => names.find((each) => each.replaceAll('_', '') === name.toLowerCase())!;
    const select = (
      coupon: string,
      visits: string,
    ) => `SELECT y, coalesce(${visits}, 'unknown') AS visits, destination, ${named('passanger')} AS company, expiration,
      ${visits} IN ('1~3', '4~8', 'gt8') AS often FROM coupons WHERE coupon = '${coupon}'`;
    const bar = await rules(coupons, select('Bar', named('Bar')), {
      outcome: 'y',
      conditions: ['visits', 'often'],
      max_length: 1,
    });
    expect(await lab.rows([bar], `SELECT round(base_rate, 3) FROM rules.summary`)).toEqual([[0.41]]);
    expect(
      await lab.rows(
        [bar],
        `SELECT label, round(rate, 3) FROM rules.levels WHERE label IN ('visits = never', 'often = true') ORDER BY 1`,
      ),
    ).toEqual([
      ['often = true', 0.688],
      ['visits = never', 0.188],
    ]);
    const select2 = select('Coffee House', named('CoffeeHouse'));
    const coffee = await rules(coupons, select2, {
      outcome: 'y',
      conditions: ['often', 'destination', 'company', 'expiration'],
      keep: 200,
    });
    expect(await lab.rows([coffee], `SELECT rows, round(base_rate, 3) FROM rules.summary`)).toEqual([
      [2 * 3996, 0.499],
    ]);
    const [counts] = await lab.rows(
      [coupons],
      `SELECT count(*), sum(y), count(*) FILTER (hit), sum(y) FILTER (hit) FROM (SELECT y, coalesce(often AND
         ((destination = 'No Urgent Place' AND company <> 'Kid(s)') OR expiration = '1d'), false) AS hit FROM (${select2}))`,
    );
    const [rows, outcomes, covered, both] = counts!.map(Number);
    const measures = ruleMeasures({ rows: rows!, outcomes: outcomes!, covered: covered!, both: both! });
    expect([covered, measures.confidence!.toFixed(3), (both! / outcomes!).toFixed(3)]).toEqual([
      1350,
      '0.749',
      '0.507',
    ]);
    const [frequent] = await lab.rows(
      [coffee],
      `SELECT confidence > 0.7, reliable FROM rules.rules WHERE rule = 'often = true & expiration = 1d'`,
    );
    expect(frequent).toEqual([true, true]);
  });
});
