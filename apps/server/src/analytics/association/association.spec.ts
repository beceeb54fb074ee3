import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { basketRules } from './basket-rules.js';
import { compareToRest } from './compare-to-rest.js';
import { fisherExactP } from './fisher-exact.js';
import { frequentItemsets, type Baskets } from './frequent-itemsets.js';
import { efficiencyInterval, profitEfficiency, ruleMeasures, type RuleMeasures } from './rule-measures.js';

type Measured = { [Key in keyof RuleMeasures]: number | null };
interface Oracle {
  rules: (Measured & { counts: number[]; fisher: number; interval: [number, number]; z: number })[];
  efficiency: { margin: number[]; cost: number[]; efficiency: number; interval: [number, number] };
  baskets: {
    items: number;
    baskets: number[][];
    minimum: number;
    itemsets: [number[], number][];
    min_confidence: number;
    rules: (Measured & { left: number[]; right: number[] })[];
  };
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/association.json', import.meta.url), 'utf8'),
) as Oracle;
const counts = ([rows, outcomes, covered, both]: number[]) => ({
  rows: rows!,
  outcomes: outcomes!,
  covered: covered!,
  both: both!,
});
const MEASURES = ['coverage', 'support', 'confidence', 'lift', 'leverage', 'conviction', 'zhang'] as const;

function expectMeasures(ours: RuleMeasures, theirs: Measured): void {
  for (const name of MEASURES) {
    if (theirs[name] === null) expect(ours[name], name).toBeNull();
    else expect(ours[name], name).toBeCloseTo(theirs[name], 10);
  }
}

describe('measures of a rule', () => {
  it.each(oracle.rules)('are those of the oracle for $counts', (theirs) => {
    expectMeasures(ruleMeasures(counts(theirs.counts)), theirs);
  });

  it('are null where the counts do not tell', () => {
    expect(ruleMeasures(counts([0, 0, 0, 0])).support).toBeNull();
    expect(ruleMeasures(counts([10, 5, 0, 0]))).toMatchObject({
      coverage: 0,
      support: 0,
      confidence: null,
      lift: null,
    });
    expect(ruleMeasures(counts([10, 0, 5, 0]))).toMatchObject({
      confidence: 0,
      lift: null,
      conviction: 1,
      zhang: null,
    });
    expect(ruleMeasures(counts([10, 5, 10, 5]))).toMatchObject({ lift: 1, leverage: 0, conviction: 1 });
  });

  it.each([[[10, 5, 3, 4]], [[10, 8, 8, 1]], [[10, 2.5, 3, 1]], [[10, -1, 3, 0]], [[10, Number.NaN, 3, 0]]])(
    'refuse counts that cannot be: %j',
    (wrong) => {
      expect(() => ruleMeasures(counts(wrong))).toThrow(expect.objectContaining({ code: 'statistics.bad-input' }));
    },
  );
});

describe('a rule against the rest', () => {
  it.each(oracle.rules)('has the interval and p-value of the oracle for $counts', (theirs) => {
    const rule = counts(theirs.counts);
    const { interval, p } = compareToRest(rule);
    expect(interval!.low).toBeCloseTo(theirs.interval[0], 8);
    expect(interval!.high).toBeCloseTo(theirs.interval[1], 8);
    const expected = (rule.covered * Math.min(rule.outcomes, rule.rows - rule.outcomes)) / rule.rows;
    const exact = expected < 5;
    expect(fisherExactP(rule)! / theirs.fisher).toBeCloseTo(1, 8);
    expect(p! / (exact ? theirs.fisher : theirs.z)).toBeCloseTo(1, 8);
  });

  it('is nothing when it covers no row or every row, and has no p where only one table is possible', () => {
    expect(compareToRest(counts([10, 5, 0, 0])).p).toBeNull();
    expect(compareToRest(counts([10, 5, 10, 5])).difference).toBeNull();
    expect(fisherExactP(counts([10, 0, 5, 0]))).toBeNull();
    expect(fisherExactP(counts([10, 10, 5, 5]))).toBeNull();
  });
});

describe('the profit efficiency', () => {
  const { margin, cost, efficiency, interval } = oracle.efficiency;
  const total = (value: (i: number) => number) => margin.reduce((sum, _, i) => sum + value(i), 0);
  const sums = {
    n: margin.length,
    margin: total((i) => margin[i]!),
    cost: total((i) => cost[i]!),
    marginSquares: total((i) => margin[i]! ** 2),
    products: total((i) => margin[i]! * cost[i]!),
    costSquares: total((i) => cost[i]! ** 2),
  };

  it('and its interval are those of the oracle', () => {
    expect(profitEfficiency(sums.margin, sums.cost)).toBeCloseTo(efficiency, 9);
    expect(efficiencyInterval(sums)!.low).toBeCloseTo(interval[0], 7);
    expect(efficiencyInterval(sums)!.high).toBeCloseTo(interval[1], 7);
  });

  it('is what the case says: 151 for a margin of 2.51 times the cost', () => {
    expect(profitEfficiency(251, 100)).toBe(151);
    expect(profitEfficiency(0, 100)).toBe(-100);
  });

  it('is unknown where nothing was spent, and without width where all rows are alike', () => {
    expect(profitEfficiency(10, 0)).toBeNull();
    expect(efficiencyInterval({ ...sums, n: 1 })).toBeNull();
    const alike = { n: 4, margin: 8, cost: 4, marginSquares: 16, products: 8, costSquares: 4 };
    expect(efficiencyInterval(alike)).toEqual({ low: 100, high: 100 });
    expect(() => profitEfficiency(Number.NaN, 1)).toThrow(expect.objectContaining({ code: 'statistics.bad-input' }));
  });
});

function asBaskets(lists: readonly (readonly number[])[], itemCount: number): Baskets {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, b) => (starts[b + 1] = starts[b]! + list.length));
  return { starts, items: Uint32Array.from(lists.flat()), itemCount };
}

const ALL = { minimum: 1, maxItems: 50, maxItemsets: 1e6 };

function asMap(found: ReturnType<typeof frequentItemsets>): Map<string, number> {
  return new Map(
    Array.from({ length: found.count }, (_, s) => [
      found.items.subarray(found.starts[s]!, found.starts[s + 1]!).join(),
      found.counts[s]!,
    ]),
  );
}

describe('frequent itemsets', () => {
  const { baskets, items, minimum, itemsets } = oracle.baskets;
  const table = asBaskets(baskets, items);
  const expected = new Map(itemsets.map(([set, n]) => [set.join(), n]));

  it('are one for one those of the oracle', () => {
    const found = frequentItemsets(table, { ...ALL, minimum });
    expect(found.cappedBy).toBeNull();
    expect(found.count).toBe(expected.size);
    expect(asMap(found)).toEqual(expected);
  });

  it('do not depend on the order of baskets, of items in them, or on items that come twice', () => {
    const shuffled = [...baskets].toReversed().map((list) => [...list].toReversed().concat(list));
    expect(frequentItemsets(asBaskets(shuffled, items), { ...ALL, minimum })).toEqual(
      frequentItemsets(table, { ...ALL, minimum }),
    );
  });

  it('say which limit hid some, and what is there is right and holds its subsets', () => {
    const short = frequentItemsets(table, { ...ALL, minimum, maxItems: 2 });
    expect(short.cappedBy).toBe('max_items');
    expect(asMap(short)).toEqual(new Map([...expected].filter(([set]) => set.split(',').length <= 2)));
    for (const maxItemsets of [1, 7, 30]) {
      const few = frequentItemsets(table, { ...ALL, minimum, maxItemsets });
      expect([few.count, few.cappedBy]).toEqual([maxItemsets, 'max_itemsets']);
      const known = asMap(few);
      for (const [set, n] of known) {
        expect(expected.get(set)).toBe(n);
        const list = set.split(',');
        if (list.length > 1)
          for (const item of list) expect(known.has(list.filter((each) => each !== item).join())).toBe(true);
      }
    }
    expect(frequentItemsets(table, { ...ALL, minimum, maxItemsets: expected.size }).cappedBy).toBeNull();
  });

  it('survive no basket, empty baskets, one item, and items that all baskets hold', () => {
    expect(frequentItemsets(asBaskets([], 3), ALL).count).toBe(0);
    expect(frequentItemsets(asBaskets([[], []], 0), ALL).count).toBe(0);
    expect(asMap(frequentItemsets(asBaskets([[2]], 3), ALL))).toEqual(new Map([['2', 1]]));
    expect(
      frequentItemsets(
        asBaskets(
          [
            [0, 1, 2],
            [2, 1, 0],
          ],
          3,
        ),
        { ...ALL, minimum: 2 },
      ).count,
    ).toBe(7);
    expect(() => frequentItemsets(asBaskets([[3]], 3), ALL)).toThrow(
      expect.objectContaining({ code: 'statistics.bad-input' }),
    );
  });
});

describe('basket rules', () => {
  const { baskets, items, minimum, min_confidence: minConfidence, rules } = oracle.baskets;
  const mined = frequentItemsets(asBaskets(baskets, items), { ...ALL, minimum });
  const options = { baskets: baskets.length, minConfidence, minLift: 0, maxRight: 50 };

  it('are one for one those of the oracle, with all measures', () => {
    const found = basketRules(mined, options);
    const key = (rule: { left: number[]; right: number[] }) => `${rule.left.join()} → ${rule.right.join()}`;
    const theirs = new Map(rules.map((rule) => [key(rule), rule]));
    expect(found.rules.map(key).sort()).toEqual([...theirs.keys()].sort());
    for (const rule of found.rules) expectMeasures(rule, theirs.get(key(rule))!);
  });

  it('come with q-values over all rules that were looked at', () => {
    const found = basketRules(mined, options);
    expect(found.lookedAt).toBeGreaterThan(found.rules.length);
    for (const { q, comparison } of found.rules) expect(q!).toBeGreaterThanOrEqual(comparison.p!);
    const wanted = basketRules(mined, { ...options, minLift: 1.2, maxRight: 1 });
    for (const { lift, right } of wanted.rules) expect([lift! >= 1.2, right.length]).toEqual([true, 1]);
  });

  it('raise no more false alarms in baskets filled at random than stated', () => {
    let alarms = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = seededRandom(seed);
      const lists = Array.from({ length: 1000 }, () =>
        Array.from({ length: 30 }, (_, item) => item).filter(() => random.next() < 0.1),
      );
      const sets = frequentItemsets(asBaskets(lists, 30), { ...ALL, minimum: 10, maxItems: 3 });
      const found = basketRules(sets, { baskets: 1000, minConfidence: 0, minLift: 0, maxRight: 1 });
      expect(found.lookedAt).toBeGreaterThan(1000);
      alarms += found.rules.some(({ q }) => q! <= 0.05) ? 1 : 0;
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });
});
