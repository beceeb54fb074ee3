import { badInput } from '../statistics/estimate.js';

/** Baskets one after the other: those of basket b are items[starts[b]] … items[starts[b + 1] − 1]; an item that comes twice counts once. */
export interface Baskets {
  /** One more than there are baskets; the last one is the number of entries. */
  starts: Uint32Array;
  /** 0 … itemCount − 1. */
  items: Uint32Array;
  itemCount: number;
}

export interface ItemsetLimits {
  /** Baskets that hold an itemset, at least; 1 or more. */
  minimum: number;
  /** Items in an itemset, at most. */
  maxItems: number;
  /** Itemsets, at most. */
  maxItemsets: number;
}

/** Itemsets one after the other, each after all of its subsets. */
export interface Itemsets {
  count: number;
  /** Items of itemset s are items[starts[s]] … items[starts[s + 1] − 1], ascending. */
  starts: Uint32Array;
  items: Uint32Array;
  /** How many baskets hold each of them. */
  counts: Uint32Array;
  /** Which limit hid some; null when all frequent itemsets are here. Those that are here are right in any case. */
  cappedBy: 'max_items' | 'max_itemsets' | null;
}

/**
 * Itemsets that at least `minimum` baskets hold. Depth first over baskets in vertical form, where the baskets of an itemset are handed on to its
 * extensions in one pass ("occurrence deliver" of LCM: T. Uno et al., FIMI 2004; Eclat: M. J. Zaki 2000). Items are taken from the most
 * frequent on, so that an itemset comes after its subsets, and a list cut short by `maxItemsets` still holds all subsets of what it holds.
 * Time is about O(sum over itemsets of the entries before them in their baskets). Throws `statistics.bad-input`.
 */
export function frequentItemsets(baskets: Baskets, limits: ItemsetLimits): Itemsets {
  requireBaskets(baskets, limits);
  return new ItemsetMiner(rankItems(baskets, limits.minimum), limits).run();
}

function requireBaskets(
  { starts, items, itemCount }: Baskets,
  { minimum, maxItems, maxItemsets }: ItemsetLimits,
): void {
  if (!(minimum >= 1) || !(maxItems >= 1) || !(maxItemsets >= 1)) throw badInput('limits of itemsets are 1 or more');
  if (starts.length === 0 || starts.at(-1) !== items.length) throw badInput('baskets do not add up to their entries');
  for (let e = 0; e < items.length; e += 1)
    if (items[e]! >= itemCount) throw badInput(`an item is not below ${itemCount}`);
}

/** Baskets of the frequent items only, which are numbered by frequency, most frequent first, ties by their old number. */
interface RankedBaskets {
  starts: Uint32Array;
  ranks: Uint32Array;
  /** Item of each rank, and how many baskets hold it. */
  itemOf: number[];
  counts: Uint32Array;
}

function rankItems({ starts, items, itemCount }: Baskets, minimum: number): RankedBaskets {
  const counts = new Uint32Array(itemCount);
  const lastBasket = new Int32Array(itemCount).fill(-1);
  for (let b = 0; b + 1 < starts.length; b += 1) {
    for (let e = starts[b]!; e < starts[b + 1]!; e += 1) {
      const item = items[e]!;
      if (lastBasket[item] === b) continue;
      lastBasket[item] = b;
      counts[item]! += 1;
    }
  }
  const itemOf = [...counts.keys()].filter((item) => counts[item]! >= minimum);
  itemOf.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const rankOf = new Int32Array(itemCount).fill(-1);
  itemOf.forEach((item, rank) => (rankOf[item] = rank));
  const kept = new Uint32Array(items.length);
  const keptStarts = new Uint32Array(starts.length);
  let end = 0;
  for (let b = 0; b + 1 < starts.length; b += 1) {
    keptStarts[b] = end;
    for (let e = starts[b]!; e < starts[b + 1]!; e += 1) if (rankOf[items[e]!]! >= 0) kept[end++] = rankOf[items[e]!]!;
    end = distinctSorted(kept, keptStarts[b]!, end);
  }
  keptStarts[starts.length - 1] = end;
  return {
    starts: keptStarts,
    ranks: kept.subarray(0, end),
    itemOf,
    counts: Uint32Array.from(itemOf, (item) => counts[item]!),
  };
}

/** Sorts a stretch and drops repeated values; returns its new end. */
function distinctSorted(values: Uint32Array, from: number, to: number): number {
  sortStretch(values, from, to);
  let end = from;
  for (let i = from; i < to; i += 1) if (i === from || values[i] !== values[end - 1]) values[end++] = values[i]!;
  return end;
}

class ItemsetMiner {
  private readonly found: GrowingItemsets;
  private readonly path: number[] = [];
  private readonly levels: Level[] = [];
  private cappedBy: Itemsets['cappedBy'] = null;
  /** Baskets that hold each rank, as places in `ranks`; and the first place of the basket of each place. */
  private readonly first: Uint32Array;

  constructor(
    private readonly baskets: RankedBaskets,
    private readonly limits: ItemsetLimits,
  ) {
    this.found = new GrowingItemsets(baskets.itemOf, limits.maxItemsets);
    const { starts, ranks } = baskets;
    this.first = new Uint32Array(ranks.length);
    for (let b = 0; b + 1 < starts.length; b += 1) this.first.fill(starts[b]!, starts[b]!, starts[b + 1]!);
  }

  run(): Itemsets {
    const { ranks, counts } = this.baskets;
    const ends = starting(counts);
    const places = new Uint32Array(ranks.length);
    for (let place = 0; place < ranks.length; place += 1) places[ends[ranks[place]!]!++] = place;
    for (let rank = 0; rank < counts.length && this.cappedBy !== 'max_itemsets'; rank += 1) {
      this.visit(rank, places, ends[rank]! - counts[rank]!, ends[rank]!, rank === 0);
    }
    return this.found.finish(this.cappedBy);
  }

  /**
   * Notes the itemset of the path and this rank, which the baskets of the places hold, and goes on with all that are more frequent, unless it is
   * known that none of them is often enough in the same baskets.
   */
  private visit(rank: number, places: Uint32Array, from: number, to: number, isLast: boolean): void {
    if (!this.found.push(this.path, rank, to - from)) {
      this.cappedBy = 'max_itemsets';
      return;
    }
    if (isLast) return;
    const depth = this.path.length;
    const level = (this.levels[depth] ??= new Level(this.baskets.itemOf.length));
    this.countBefore(level, places, from, to);
    if (level.kept === 0) return;
    if (depth + 1 === this.limits.maxItems) this.cappedBy = 'max_items';
    else {
      this.deliver(level, places, from, to);
      this.path.push(rank);
      for (let i = 0; i < level.kept && this.cappedBy !== 'max_itemsets'; i += 1) {
        const next = level.ranks[i]!;
        const end = level.ends[next]!;
        this.visit(next, level.places, end - level.counts[next]!, end, i === 0);
      }
      this.path.pop();
    }
    for (let i = 0; i < level.kept; i += 1) level.counts[level.ranks[i]!] = 0;
  }

  /** Finds the ranks before that of the places which often enough share a basket with it, ascending. */
  private countBefore(level: Level, places: Uint32Array, from: number, to: number): void {
    const { counts, ranks: seen } = level;
    const { ranks } = this.baskets;
    let touched = 0;
    for (let i = from; i < to; i += 1) {
      const place = places[i]!;
      for (let e = this.first[place]!; e < place; e += 1) {
        const rank = ranks[e]!;
        if (counts[rank] === 0) seen[touched++] = rank;
        counts[rank]! += 1;
      }
    }
    level.kept = 0;
    for (let i = 0; i < touched; i += 1) {
      const rank = seen[i]!;
      if (counts[rank]! >= this.limits.minimum) seen[level.kept++] = rank;
      else counts[rank] = 0;
    }
    sortStretch(seen, 0, level.kept);
  }

  /** Hands the baskets on: places of each kept rank, one stretch a rank that ends at `ends`. */
  private deliver(level: Level, places: Uint32Array, from: number, to: number): void {
    const { counts, ends } = level;
    let total = 0;
    for (let i = 0; i < level.kept; i += 1) {
      const rank = level.ranks[i]!;
      ends[rank] = total;
      total += counts[rank]!;
    }
    if (total > level.places.length) level.places = new Uint32Array(2 * total);
    const { ranks } = this.baskets;
    for (let i = from; i < to; i += 1) {
      const place = places[i]!;
      for (let e = this.first[place]!; e < place; e += 1) {
        const rank = ranks[e]!;
        if (counts[rank]! > 0) level.places[ends[rank]!++] = e;
      }
    }
  }
}

/** Memory of the itemsets of one length, used again for each of them. */
class Level {
  /** Ranks that go on, ascending: the first `kept`. */
  readonly ranks: Uint32Array;
  kept = 0;
  /** By rank; all 0 between two itemsets. */
  readonly counts: Uint32Array;
  readonly ends: Uint32Array;
  places = new Uint32Array(64);

  constructor(size: number) {
    this.ranks = new Uint32Array(size);
    this.counts = new Uint32Array(size);
    this.ends = new Uint32Array(size);
  }
}

/** Up to so many values are sorted fastest by putting each into its place. */
const FEW = 24;

/** Sorts a stretch of an array, ascending. */
function sortStretch(values: Uint32Array, from: number, to: number): void {
  if (to - from > FEW) {
    values.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i += 1) putInPlace(values, from, i, values[i]!);
}

/** Puts a value among the sorted ones of the stretch, which grows by one to `end`. */
function putInPlace(values: Uint32Array, from: number, end: number, value: number): void {
  let at = end;
  for (; at > from && values[at - 1]! > value; at -= 1) values[at] = values[at - 1]!;
  values[at] = value;
}

/** Where each stretch begins when so many values are put one after the other. */
function starting(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length);
  for (let i = 1; i < counts.length; i += 1) starts[i] = starts[i - 1]! + counts[i - 1]!;
  return starts;
}

/** Itemsets that are being found; the arrays double as they fill. */
class GrowingItemsets {
  private count = 0;
  private starts = new Uint32Array(1025);
  private counts = new Uint32Array(1024);
  private items = new Uint32Array(4096);

  constructor(
    private readonly itemOf: readonly number[],
    private readonly limit: number,
  ) {}

  /** False when there is no room for one more. */
  push(path: readonly number[], rank: number, baskets: number): boolean {
    if (this.count === this.limit) return false;
    const from = this.starts[this.count]!;
    const to = from + path.length + 1;
    if (to > this.items.length) this.items = doubled(this.items);
    if (this.count === this.counts.length) this.counts = doubled(this.counts);
    if (this.count + 2 > this.starts.length) this.starts = doubled(this.starts);
    putInPlace(this.items, from, from, this.itemOf[rank]!);
    for (let i = 0; i < path.length; i += 1) putInPlace(this.items, from, from + i + 1, this.itemOf[path[i]!]!);
    this.counts[this.count] = baskets;
    this.count += 1;
    this.starts[this.count] = to;
    return true;
  }

  finish(cappedBy: Itemsets['cappedBy']): Itemsets {
    const { count } = this;
    const starts = this.starts.slice(0, count + 1);
    return { count, starts, items: this.items.slice(0, starts[count]), counts: this.counts.slice(0, count), cappedBy };
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
