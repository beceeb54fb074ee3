import { describe, expect, it } from 'vitest';
import { SOLO } from '../member.js';
import { seededRandom } from '../random.js';
import { findRules, type RuleSearch } from './find-rules.js';
import { mineRules, type CellTable, type CodeRange } from './mine-rules.js';
import { itemsOf, SUM, WIDTH } from './rule-sums.js';
import { selectRules, type RuleSelection } from './select-rules.js';

interface Row {
  codes: number[];
  outcome: boolean;
  found: boolean;
  margin?: number;
  cost?: number;
}

/** One cell a row; the ranges are those of single codes unless given. */
function tableOf(rows: readonly Row[], ranges: readonly (readonly CodeRange[])[], hasMoney = false): CellTable {
  const width = hasMoney ? WIDTH.money : WIDTH.plain;
  const sums = new Float64Array(rows.length * width);
  rows.forEach(({ outcome, found, margin = 0, cost = 0 }, i) => {
    const at = i * width;
    const part = found ? SUM.foundRows : SUM.judgedRows;
    sums[at + part] = 1;
    sums[at + part + 1] = outcome ? 1 : 0;
    if (hasMoney && found) sums.set([margin, cost, margin * margin, margin * cost, cost * cost], at + SUM.margin);
  });
  const columns = ranges.map((each, c) => ({
    codes: Uint16Array.from(rows, ({ codes }) => codes[c]!),
    highest: Math.max(...each.map(({ to }) => to)),
    ranges: each,
  }));
  return { cells: rows.length, columns, width, sums };
}

const singles = (count: number): CodeRange[] => Array.from({ length: count }, (_, i) => ({ from: i + 1, to: i + 1 }));

function search(table: CellTable, more: Partial<RuleSearch> = {}): RuleSearch {
  const totals = new Float64Array(table.width);
  table.sums.forEach((value, i) => (totals[i % table.width]! += value));
  return {
    table,
    totals,
    maxLength: 3,
    minimum: 20,
    maxRules: 1e6,
    categories: [],
    representatives: 5,
    keep: 20,
    improvement: 0,
    ...more,
  };
}

/** Rows with codes by chance (0 = none) and a rate for each. */
function drawn(seed: number, count: number, levels: readonly number[], rate: (codes: number[]) => number): Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const codes = levels.map((highest) => random.below(highest + 1));
    return { codes, outcome: random.next() < rate(codes), found: random.below(2) === 0 };
  });
}

function keptItems([mined, { kept }]: ReturnType<typeof findRules>): number[][] {
  return kept.map(({ rule }) => itemsOf(mined, rule));
}

describe('mining rules', () => {
  const ranges = [
    singles(3),
    [
      { from: 1, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 4 },
    ],
    singles(2),
    singles(2),
  ];
  const rows = drawn(7, 900, [3, 4, 2, 2], () => 0.3);

  it.each([1, 2, 3, 4])(
    'finds each combination of up to %i conditions that covers enough, as counting one by one does',
    (maxLength) => {
      const table = tableOf(rows, ranges);
      const mined = mineRules({ table, maxLength, minimum: 12, maxRules: 1e6 });
      const items = ranges.flatMap((each, column) => each.map((range) => ({ column, ...range })));
      const expected = new Map<string, number[]>();
      for (let mask = 1; mask < 2 ** items.length; mask += 1) {
        const chosen = items.flatMap((item, i) => (mask & (1 << i) ? [{ ...item, i }] : []));
        if (chosen.length > maxLength || new Set(chosen.map(({ column }) => column)).size < chosen.length) continue;
        const met = rows.filter(({ codes }) =>
          chosen.every(({ column, from, to }) => codes[column]! >= from && codes[column]! <= to),
        );
        const found = met.filter((row) => row.found);
        if (found.length < 12) continue;
        const judged = met.filter((row) => !row.found);
        const hits = (list: Row[]) => list.filter(({ outcome }) => outcome).length;
        expected.set(chosen.map(({ i }) => i).join(), [found.length, hits(found), judged.length, hits(judged)]);
      }
      const ours = Array.from({ length: mined.count }, (_, rule): [string, number[]] => [
        itemsOf(mined, rule).join(),
        [...mined.sums.subarray(rule * mined.width, (rule + 1) * mined.width)],
      ]);
      expect(new Map(ours)).toEqual(expected);
      expect(ours).toHaveLength(expected.size);
    },
  );

  it('stops with an error rather than with some of the rules', () => {
    const input = { table: tableOf(rows, ranges), maxLength: 3, minimum: 1, maxRules: 10 };
    expect(() => mineRules(input)).toThrow(expect.objectContaining({ code: 'rules.too-many' }));
  });

  it('finds nothing without columns, rows or rows enough, and refuses ranges beyond the codes', () => {
    expect(mineRules({ table: tableOf(rows, []), maxLength: 2, minimum: 1, maxRules: 9 }).count).toBe(0);
    expect(mineRules({ table: tableOf([], [singles(2)]), maxLength: 2, minimum: 1, maxRules: 9 }).count).toBe(0);
    expect(mineRules({ table: tableOf(rows, ranges), maxLength: 4, minimum: 901, maxRules: 9 }).count).toBe(0);
    const table = tableOf(rows, ranges);
    const broken = { ...table, columns: [{ ...table.columns[0]!, ranges: [{ from: 0, to: 1 }] }] };
    expect(() => mineRules({ table: broken, maxLength: 1, minimum: 1, maxRules: 9 })).toThrow(
      expect.objectContaining({ code: 'statistics.bad-input' }),
    );
  });
});

describe('selecting rules', () => {
  const levels = [3, 4, 2, 2];
  const ranges = levels.map(singles);

  it('keeps the planted rule and prunes what a more general rule does as well', () => {
    const rows = drawn(1, 20_000, levels, ([a, b]) => (a === 1 && b === 2 ? 0.5 : 0.1));
    const found = findRules(search(tableOf(rows, ranges)), SOLO);
    expect(keptItems(found)[0]).toEqual([0, 4]);
    const [mined, { pruned, q }] = found;
    const longer = pruned.filter(
      ({ rule }) => itemsOf(mined, rule).length === 3 && [0, 4].every((item) => itemsOf(mined, rule).includes(item)),
    );
    expect(longer.map(({ reason }) => reason)).toEqual(longer.map(() => 'redundant'));
    expect(q[found[1].kept[0]!.rule]!).toBeLessThan(1e-30);
  });

  it('takes a wider range for more general: "at most 2" for "at most 1"', () => {
    const nested = [
      [
        { from: 1, to: 1 },
        { from: 1, to: 2 },
      ],
      singles(2),
    ];
    const rows = drawn(2, 20_000, [3, 2], ([a]) => (a === 1 || a === 2 ? 0.4 : 0.1));
    expect(keptItems(findRules(search(tableOf(rows, nested), { representatives: 0 }), SOLO))).toEqual([[1]]);
  });

  it('keeps the best of each category although a more general rule does as well', () => {
    const rows = drawn(3, 20_000, levels, ([a]) => (a === 1 ? 0.5 : 0.1));
    const [mined, { kept }] = findRules(search(tableOf(rows, ranges), { categories: [[3, 4, 5, 6], [0]] }), SOLO);
    const shown = kept.map(({ rule, category, isRepresentative }) => ({
      items: itemsOf(mined, rule),
      category,
      isRepresentative,
    }));
    for (const category of [3, 4, 5, 6]) {
      expect(shown).toContainEqual({ items: expect.arrayContaining([0, category]), category, isRepresentative: true });
    }
    expect(shown).toContainEqual({ items: [0], category: 0, isRepresentative: true });
    expect(kept.filter(({ isRepresentative }) => isRepresentative)).toHaveLength(5);
  });

  it('ranks by what pays: a lower rate at a far higher margin comes first', () => {
    const rows = drawn(4, 20_000, levels, ([a, b]) => (a === 1 ? 0.3 : b === 1 ? 0.5 : 0.1)).map((row) => ({
      ...row,
      margin: row.outcome ? (row.codes[0] === 1 ? 50 : 5) : 0,
      cost: 1,
    }));
    const table = tableOf(rows, ranges, true);
    expect(keptItems(findRules(search(table, { representatives: 1 }), SOLO))[0]).toContain(0);
    const plain = keptItems(findRules(search(tableOf(rows, ranges), { representatives: 1 }), SOLO));
    expect(plain[0]).not.toContain(0);
  });

  it('asks for the improvement that is stated', () => {
    const rows = drawn(5, 40_000, levels, ([a, b]) => (a === 1 ? (b === 1 ? 0.36 : 0.3) : 0.1));
    const has = (improvement: number) =>
      keptItems(findRules(search(tableOf(rows, ranges), { representatives: 0, improvement }), SOLO)).some(
        (items) => items.join() === '0,3',
      );
    expect([has(0), has(0.1)]).toEqual([true, false]);
  });

  it('calls nothing reliable where there is nothing, for twenty seeds', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const rows = drawn(100 + seed, 8000, [5, 7, 3, 3, 4], () => 0.2);
      const [mined, selection] = findRules(search(tableOf(rows, [5, 7, 3, 3, 4].map(singles)), { minimum: 30 }), SOLO);
      expect(mined.count).toBeGreaterThan(300);
      expect(reliable(selection), `seed ${seed}`).toBe(0);
    }
  });

  it('tests on the judging part alone: what holds only where rules are found is not reliable', () => {
    const rows = drawn(6, 20_000, levels, () => 0.1).map((row) => ({
      ...row,
      outcome: row.found && row.codes[0] === 1 ? row.codes[1] !== 0 : row.outcome,
    }));
    const [, selection] = findRules(search(tableOf(rows, ranges)), SOLO);
    expect(selection.kept.length).toBeGreaterThan(3);
    expect(reliable(selection)).toBe(0);
  });

  it('does not choose by the judging part', () => {
    const rows = drawn(8, 20_000, levels, ([a, b]) => (a === 1 && b === 2 ? 0.5 : 0.1));
    const turned = rows.map((row) => (row.found ? row : { ...row, outcome: !row.outcome }));
    expect(keptItems(findRules(search(tableOf(turned, ranges)), SOLO))).toEqual(
      keptItems(findRules(search(tableOf(rows, ranges)), SOLO)),
    );
  });

  it('accounts for every rule, and survives none', () => {
    const rows = drawn(9, 4000, levels, () => 0.3);
    const [mined, { kept, pruned }] = findRules(search(tableOf(rows, ranges), { keep: 6 }), SOLO);
    expect(kept.length + pruned.length).toBe(mined.count);
    const none = mineRules({ table: tableOf(rows, []), maxLength: 1, minimum: 1, maxRules: 1 });
    expect(selectRules(none, [], [1, 0, 1, 0], search(tableOf(rows, []))).kept).toEqual([]);
  });
});

function reliable({ kept, judged, q }: RuleSelection): number {
  return kept.filter(({ rule }) => q[rule]! <= 0.05 && judged[rule]!.interval!.low > 0).length;
}
