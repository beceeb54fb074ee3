import { describe, expect, it } from 'vitest';
import { realData } from '../../../../../test/support/dataset-lab.js';
import { readColumns, toFeature } from '../../../../../test/support/real-table.js';
import { seededRandom } from '../random.js';
import type { Feature } from './feature-table.js';
import { guardColumns, type GuardContext } from './guard-columns.js';

const ROWS = 1000;
const measured = (name: string, valueOf: (row: number) => number, rows = ROWS): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from({ length: rows }, (_, row) => valueOf(row)),
});
const named = (name: string, valueOf: (row: number) => string | null, rows = ROWS): Feature => {
  const values = Array.from({ length: rows }, (_, row) => valueOf(row));
  const levels = [...new Set(values.filter((value) => value !== null))].sort();
  return { kind: 'categorical', name, levels, codes: Int32Array.from(values, (value) => levels.indexOf(value!)) };
};
const guard = (features: Feature[], context?: GuardContext) => {
  const [first] = features;
  return guardColumns({ rows: (first!.kind === 'numeric' ? first!.values : first!.codes).length, features }, context);
};

/** Columns of nothing but chance, of every kind that a table has, and a target that does not depend on them. */
function chance(seed: number, rows = ROWS) {
  const random = seededRandom(seed);
  const target = Array.from({ length: rows }, () => random.below(2));
  const amounts = Array.from({ length: rows }, () => Math.exp(3 * random.next()));
  const columns = [
    measured('share', () => random.next(), rows),
    measured('count', () => random.below(30), rows),
    measured('won', () => random.below(1e7), rows),
    measured('holes', () => (random.next() < 0.3 ? NaN : random.next()), rows),
    named('city', () => `c${random.below(40)}`, rows),
    named('rare', () => (random.next() < 0.01 ? 'yes' : 'no'), rows),
  ];
  return { columns, target, amounts };
}
const { columns: noise, target, amounts } = chance(1);
const found = (column: Feature, context?: GuardContext) => {
  const findings = guard([...noise, column], context);
  expect(findings.filter((finding) => finding.column !== column.name)).toEqual([]);
  return findings.filter((finding) => finding.column === column.name);
};

describe('guards', () => {
  it('say nothing of chance, however few rows there are, for a target of either kind', () => {
    for (const rows of [1, 2, 15, 40, 100, 1000])
      for (let seed = 0; seed < 20; seed += 1) {
        const { columns, target: classes, amounts: numbers } = chance(seed, rows);
        for (const goal of [classes, numbers]) {
          const claims = guard(columns, { target: goal }).filter(
            ({ reason }) => reason !== 'constant' && reason !== 'all_missing',
          );
          if (rows > 2) expect(claims.filter(({ reason }) => reason === 'target_copy' || reason === 'id')).toEqual([]);
          if (rows >= 100) expect(claims).toEqual([]);
        }
      }
  });

  it('find what is missing or never changes; a constant that is sometimes missing may still tell something', () => {
    expect(found(measured('x', () => NaN))).toEqual([{ column: 'x', reason: 'all_missing', drop: true, rows: ROWS }]);
    expect(found(named('x', () => 'a'))).toMatchObject([{ reason: 'constant', drop: true, value: 'a', missing: 0 }]);
    const holes = found(measured('x', (row) => (row % 3 === 0 ? NaN : 7)));
    expect(holes).toMatchObject([{ reason: 'constant', drop: false, value: 7, missing: 334 }]);
  });

  it('find ids: names that hardly repeat, and whole numbers that repeat less than chance would', () => {
    expect(found(named('x', (row) => `n${row}`))).toMatchObject([
      { reason: 'id', drop: true, distinct: ROWS, present: ROWS },
    ]);
    const shuffled = found(measured('x', (row) => 5000 + ((row * 7919) % 10_007)));
    expect(shuffled).toMatchObject([{ reason: 'id', distinct: ROWS }]);
    expect((shuffled[0] as { expected: number }).expected).toBeGreaterThan(45);
    expect(found(measured('x', (row) => row))).toMatchObject([{ reason: 'id', drop: true }]);
    // As many as 499,500 pairs, but no two alike: seconds of three years.
    expect(found(measured('x', (row) => row * 94_000 + ((row * 7919) % 90_000)))).toEqual([]);
  });

  it('find a copy of a 0/1 target, of numbers, names, or by being there at all', () => {
    const random = seededRandom(3);
    const copies = [
      measured('x', (row) => target[row]! * 5 + random.next()),
      measured('x', (row) => (row % 500 === 0 ? 1 - target[row]! : target[row]!)),
      named('x', (row) => (target[row] === 1 ? `left ${random.below(3)}` : 'stayed')),
      measured('x', (row) => (target[row] === 1 ? 100 * random.next() : NaN)),
      named('x', (row) => (target[row] === 1 ? 'closed' : null)),
    ];
    for (const copy of copies) {
      const [finding] = found(copy, { target }).filter(({ reason }) => reason === 'target_copy');
      expect(finding).toMatchObject({ drop: true, measure: 'auroc', rows: ROWS / 2, limit: 0.995 });
    }
    expect(
      found(
        measured('x', (row) => target[row]! + 1.2 * random.next()),
        { target },
      ),
    ).toEqual([]);
  });

  it('find a copy of a measured target however it is scaled, and where rows are few', () => {
    for (const rows of [60, 1000]) {
      const own = amounts.slice(0, rows);
      for (const copy of [(y: number) => 1.1 * y, (y: number) => -Math.log(y), (y: number) => y + 1e-4 * (y % 1)])
        expect(guard([measured('x', (row) => copy(own[row]!), rows)], { target: own })).toMatchObject([
          { reason: 'target_copy', measure: 'r2', drop: true },
        ]);
    }
    const random = seededRandom(4);
    expect(
      found(
        measured('x', (row) => amounts[row]! * (0.8 + 0.4 * random.next())),
        { target: amounts },
      ),
    ).toEqual([]);
  });

  it('find a column that was known after the event, by the times that the caller declares', () => {
    const day = 86_400_000;
    const event = Array.from({ length: ROWS }, (_, row) => row * day);
    const late = event.map((time, row) => (row % 100 === 0 ? time + day : row % 10 === 0 ? NaN : time));
    const context = { event, knownAt: new Map([['share', late]]) };
    expect(guard(noise, context)).toEqual([
      { column: 'share', reason: 'after_event', drop: true, later: 10, known: 910 },
    ]);
    expect(guard(noise, { event: 5 * day, knownAt: new Map([['share', 5 * day]]) })).toEqual([]);
    expect(() => guard(noise, { event, knownAt: new Map([['gone', 0]]) })).toThrow(/no column "gone"/);
    expect(() => guard(noise, { knownAt: new Map([['share', 0]]) })).toThrow(/not that of the event/);
  });

  it('find a column that repeats an earlier one: rescaled, renamed or nearly', () => {
    const [share, , , , city] = noise as [{ values: Float64Array }, Feature, Feature, Feature, { codes: Int32Array }];
    const same = (column: Feature) => found(column).filter(({ reason }) => reason === 'duplicate');
    expect(same(measured('x', (row) => Math.exp(share.values[row]!)))).toEqual([
      { column: 'x', reason: 'duplicate', drop: true, of: 'share', agreement: 1 },
    ]);
    const upsideDown = same(measured('x', (row) => -share.values[row]!));
    expect(upsideDown).toMatchObject([{ of: 'share', drop: false }]);
    const renamed = (row: number) => `${(city.codes[row]! * 17) % 41}`;
    expect(same(named('x', renamed))).toMatchObject([{ of: 'city', drop: true }]);
    expect(same(measured('x', (row) => Number(renamed(row))))).toMatchObject([{ of: 'city', drop: true }]);
    const nearly = named('x', (row) => (row === 500 ? 'else' : renamed(row)));
    expect(same(nearly)).toMatchObject([{ of: 'city', drop: false }]);
    expect(same(named('x', (row) => (row % 20 === 0 ? 'else' : renamed(row))))).toEqual([]);
  });

  it('say the same of rows in another order, in the order of the columns', () => {
    const columns = [
      measured('leak', (row) => target[row]! + (row % 100) / 101),
      named('id', (row) => `${row}`),
      ...noise,
    ];
    const order = Array.from({ length: ROWS }, (_, row) => (row * 7) % ROWS);
    const moved = columns.map((column): Feature => {
      if (column.kind === 'numeric')
        return { ...column, values: Float64Array.from(order, (row) => column.values[row]!) };
      return { ...column, codes: Int32Array.from(order, (row) => column.codes[row]!) };
    });
    const findings = guard(columns, { target });
    expect(findings.map(({ column }) => column)).toEqual(['leak', 'id']);
    expect(guard(moved, { target: order.map((row) => target[row]!) })).toEqual(findings);
  });

  it('refuse a target that is not there for each row', () => {
    const bad = expect.objectContaining({ code: 'model.bad-input', details: { column: 'target' } });
    expect(() => guard(noise, { target: [1] })).toThrow(bad);
    expect(() => guard(noise, { target: target.map(() => NaN) })).toThrow(bad);
  });
});

const folder = realData();

describe.skipIf(!folder)('guards of real tables', () => {
  const read = (file: string, delimiter?: string) =>
    [...readColumns(folder!, file, delimiter)].map(([name, texts]) => toFeature(name, texts));
  const judge = (features: Feature[], goal: string) => {
    const given = features.find(({ name }) => name === goal)!;
    const context = { target: given.kind === 'numeric' ? given.values : given.codes };
    const findings = guard(
      features.filter((feature) => feature !== given),
      context,
    );
    return findings.map(({ column, reason, drop }) => `${drop ? 'drop' : 'look at'} ${column}: ${reason}`);
  };

  it('name the customer ids and the constants, and nothing that may be learned from', () => {
    expect(judge(read('telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv'), 'Churn')).toEqual(['drop customerID: id']);
    expect(judge(read('customer_personality/marketing_campaign.csv', '\t'), 'Response')).toEqual([
      'drop ID: id',
      'drop Z_CostContact: constant',
      'drop Z_Revenue: constant',
    ]);
  });

  it('name the record and product numbers of machines, not the strong but honest measures', () => {
    expect(judge(read('ai4i2020/ai4i2020.csv'), 'Machine_failure')).toEqual(['drop UDI: id', 'drop Product ID: id']);
  });
});
