import { badInput } from '../features/feature-table.js';
import { hashKey, type Key } from './hash-key.js';

/** What rows are divided by. All are columns with an entry a row. */
export interface Dealing {
  rows: number;
  seed: number;
  /** Class of a row, such as its target: each part gets its share of every class. */
  classes?: ArrayLike<Key>;
  /** Rows of one group, such as a customer or a machine, stay together. */
  groups?: ArrayLike<Key>;
  /** Name of a row, no two alike: the part of a row then follows from its name, not from its place. Its place when left out. */
  keys?: ArrayLike<Key>;
}

/** Rows and groups, numbered: what goes to one part as a whole. */
interface Units {
  names: ArrayLike<Key>;
  hashes: Float64Array;
  /** Rows by unit, and within it by class: those of unit u are from `starts[u]` to before `starts[u + 1]`. */
  rows: Int32Array;
  starts: Int32Array;
}

/** Names of a column by number, and the number of each row. */
interface Codes {
  names: string[];
  codes: Int32Array;
}

/**
 * Deals rows to parts of the given sizes (shares that add up to 1) so that every part gets its share of every class and no group is torn. The
 * units, hardest to place first and equals in the order of their hashed keys, go one by one to where they keep Σ over parts and classes of
 * (count ÷ rows of the class)² ÷ share lowest (after StratifiedGroupKFold of scikit-learn). The part of a row does not depend on the order
 * of rows where it has a key.
 *
 * Throws `model.bad-input` naming a class that has fewer units than there are parts, or a key that is there twice. O(n log n + n × parts).
 */
export function dealRows(dealing: Dealing, shares: readonly number[]): Int32Array {
  requireLengths(dealing);
  const classes = codeClasses(dealing);
  const totals = countCodes(classes);
  const units = makeUnits(dealing, classes);
  requireEnough(units, classes, shares.length);
  const counts = shares.map(() => new Float64Array(totals.length));
  const sizes = new Float64Array(shares.length);
  const parts = new Int32Array(dealing.rows);
  for (const unit of hardestFirst(units, classes, totals)) {
    const rows = units.rows.subarray(units.starts[unit], units.starts[unit + 1]);
    const part = choosePart(rows, classes.codes, { shares, counts, sizes, totals });
    sizes[part]! += rows.length;
    for (const row of rows) {
      counts[part]![classes.codes[row]!]! += 1;
      parts[row] = part;
    }
  }
  return parts;
}

interface Standing {
  shares: readonly number[];
  /** Rows so far, by part and class. */
  counts: readonly Float64Array[];
  sizes: Float64Array;
  totals: Float64Array;
}

/** Part where the rows of a unit cost least; of equals the emptiest, of those the first. */
function choosePart(rows: Int32Array, codes: Int32Array, { shares, counts, sizes, totals }: Standing): number {
  let [best, least, room] = [0, Infinity, Infinity];
  for (let part = 0; part < shares.length; part += 1) {
    let cost = 0;
    for (let from = 0, to = 0; from < rows.length; from = to) {
      const code = codes[rows[from]!]!;
      while (to < rows.length && codes[rows[to]!] === code) to += 1;
      cost += ((to - from) * (2 * counts[part]![code]! + to - from)) / totals[code]! ** 2 / shares[part]!;
    }
    const filled = sizes[part]! / shares[part]!;
    if (cost < least || (cost === least && filled < room)) [best, least, room] = [part, cost, filled];
  }
  return best;
}

/** Units by falling Σ over classes of the squared share that they hold, then by hash, then by name. */
function hardestFirst({ names, hashes, rows, starts }: Units, { codes }: Codes, totals: Float64Array): Int32Array {
  const weights = new Float64Array(hashes.length);
  for (let unit = 0; unit < weights.length; unit += 1) {
    for (let from = starts[unit]!, to = from; from < starts[unit + 1]!; from = to) {
      const code = codes[rows[from]!]!;
      while (to < starts[unit + 1]! && codes[rows[to]!] === code) to += 1;
      weights[unit]! += ((to - from) / totals[code]!) ** 2;
    }
  }
  return Int32Array.from(weights.keys()).sort(
    (a, b) => weights[b]! - weights[a]! || hashes[a]! - hashes[b]! || (String(names[a]) < String(names[b]) ? -1 : 1),
  );
}

/** One class where none is given. Numbered in the order of names: that of rows must not decide a tie. */
function codeClasses({ rows, classes }: Dealing): Codes {
  if (classes === undefined) return { names: [''], codes: new Int32Array(rows) };
  const { names, codes } = codeNames(rows, classes);
  const sorted = [...names].sort();
  const place = new Map(sorted.map((name, code) => [name, code]));
  return { names: sorted, codes: codes.map((code) => place.get(names[code]!)!) };
}

function codeNames(rows: number, column: ArrayLike<Key>): Codes {
  const places = new Map<string, number>();
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const name = String(column[row]);
    const known = places.get(name);
    codes[row] = known ?? places.size;
    if (known === undefined) places.set(name, places.size);
  }
  return { names: [...places.keys()], codes };
}

function countCodes({ names, codes }: Codes): Float64Array {
  const totals = new Float64Array(names.length);
  for (const code of codes) totals[code]! += 1;
  return totals;
}

function makeUnits({ rows, seed, groups, keys }: Dealing, classes: Codes): Units {
  const places = Int32Array.from({ length: rows }, (_, row) => row);
  const { names, codes } = groups ? codeNames(rows, groups) : { names: keys ?? places, codes: places };
  if (!groups && keys) requireDistinct(codeNames(rows, keys));
  const hashes = Float64Array.from(names, (name) => hashKey(name, seed));
  const byClass = sortByCode(places, classes.codes, classes.names.length).rows;
  return { names, hashes, ...sortByCode(byClass, codes, names.length) };
}

/** Rows by their codes, in the order given where equal, and where each code starts. */
function sortByCode(rows: Int32Array, codes: Int32Array, count: number): Pick<Units, 'rows' | 'starts'> {
  const starts = new Int32Array(count + 1);
  for (const code of codes) starts[code + 1]! += 1;
  for (let code = 0; code < count; code += 1) starts[code + 1]! += starts[code]!;
  const next = starts.slice();
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const code = codes[row]!;
    sorted[next[code]!] = row;
    next[code]! += 1;
  }
  return { rows: sorted, starts };
}

function requireDistinct({ names, codes }: Codes): void {
  // Numbers are given in the order of first sight, so the first one below its row is a repeated one.
  const twice = codes.findIndex((code, row) => code < row);
  if (twice >= 0) throw badInput(`the row key ${names[codes[twice]!]} is there twice`);
}

function requireLengths({ rows, ...columns }: Dealing): void {
  if (rows === 0) throw badInput('there are no rows');
  for (const name of ['classes', 'groups', 'keys'] as const) {
    const length = columns[name]?.length ?? rows;
    if (length !== rows) throw badInput(`there are ${length} ${name} for ${rows} rows`);
  }
}

function requireEnough({ rows, starts, hashes }: Units, { names, codes }: Codes, parts: number): void {
  const holders = names.map(() => 0);
  for (let unit = 0; unit < hashes.length; unit += 1)
    for (let at = starts[unit]!; at < starts[unit + 1]!; at += 1)
      if (at === starts[unit] || codes[rows[at]!] !== codes[rows[at - 1]!]) holders[codes[rows[at]!]!]! += 1;
  const code = holders.findIndex((count) => count < parts);
  if (code < 0) return;
  const what = hashes.length < rows.length ? 'groups' : 'rows';
  const which = names[code] === '' ? '' : ` with class ${names[code]}`;
  throw badInput(`there are ${holders[code]} ${what}${which}, fewer than ${parts} parts`);
}
