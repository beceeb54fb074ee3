import { AppError } from '../../common/errors.js';
import { UNWATCHED, type Progress } from '../progress.js';
import { badInput } from '../statistics/estimate.js';

/** A value that a condition asks for: the codes `from` to `to` of its column, both included. */
export interface CodeRange {
  from: number;
  to: number;
}

/** A column that conditions are about. Ranges may overlap ("at most 200", "at most 500"); a rule takes one of them at most. */
export interface ConditionColumn {
  /** Code of each cell, 1 … highest; 0 meets no condition. */
  codes: Uint16Array;
  highest: number;
  ranges: readonly CodeRange[];
}

/** Rows that are equal in all condition columns, collapsed into cells. */
export interface CellTable {
  cells: number;
  columns: readonly ConditionColumn[];
  /** How many sums each cell has. */
  width: number;
  /** Sums of cell c at c × width; the first one is what `minimum` is held against. */
  sums: Float64Array;
}

export interface MiningInput {
  table: CellTable;
  /** Conditions in a rule, at most. */
  maxLength: number;
  /** A rule's first sum is at least this. */
  minimum: number;
  /** More rules than this are an error. */
  maxRules: number;
}

/** Rules in the order of their items: those with the first item first. */
export interface MinedRules {
  count: number;
  maxLength: number;
  width: number;
  /** Items of rule r at r × maxLength, ascending, then −1. Items are the ranges of all columns, numbered through. */
  items: Int32Array;
  /** Sums of rule r at r × width. */
  sums: Float64Array;
}

/**
 * Every rule of up to maxLength conditions whose first sum reaches the minimum, with its sums: an iceberg cube, bottom-up (BUC: Beyer and
 * Ramakrishnan, SIGMOD 1999). What is below the minimum is not looked into further, as more conditions only make it smaller.
 * Time is at most O(cells × sets of columns), memory O(cells × maxLength). Throws `rules.too-many`, `statistics.bad-input`.
 */
export function mineRules(input: MiningInput, progress: Progress = UNWATCHED): MinedRules {
  requireCells(input);
  return new Miner(input, progress).run();
}

/** Throws `statistics.bad-input` unless codes, ranges and sums fit together. */
function requireCells({ table, maxLength, minimum }: MiningInput): void {
  const { cells, columns, width, sums } = table;
  if (!(maxLength >= 1) || !(minimum > 0)) throw badInput('rules need a length and a minimum above zero');
  if (sums.length !== cells * width) throw badInput(`${sums.length} sums do not belong to ${cells} cells × ${width}`);
  for (const [c, { codes, highest, ranges }] of columns.entries()) {
    if (codes.length !== cells) throw badInput(`column ${c} has ${codes.length} codes for ${cells} cells`);
    const wrong = ranges.find(({ from, to }) => from < 1 || from > to || to > highest);
    if (wrong) throw badInput(`column ${c} has no codes ${wrong.from} to ${wrong.to}`);
  }
}

class Miner {
  private readonly found: GrowingRules;
  private readonly firstItems: number[] = [];
  /** Cells in the order of the column that is split last, one list a length. */
  private readonly orders: Int32Array[];
  private readonly bySum: Float64Array[];
  private readonly starts: Int32Array[];
  private readonly path: Int32Array;

  constructor(
    private readonly input: MiningInput,
    private readonly progress: Progress,
  ) {
    const { table, maxLength } = input;
    const codes = Math.max(0, ...table.columns.map(({ highest }) => highest)) + 2;
    const each = <T>(make: () => T) => Array.from({ length: maxLength }, make);
    this.found = new GrowingRules(maxLength, table.width, input.maxRules);
    this.orders = each(() => new Int32Array(table.cells));
    this.bySum = each(() => new Float64Array(codes * table.width));
    this.starts = each(() => new Int32Array(codes));
    this.path = new Int32Array(maxLength).fill(-1);
    let item = 0;
    for (const { ranges } of table.columns) {
      this.firstItems.push(item);
      item += ranges.length;
    }
  }

  run(): MinedRules {
    const all = Int32Array.from({ length: this.input.table.cells }, (_, cell) => cell);
    this.extend(all, 0, all.length, 0, 0);
    return this.found.finish();
  }

  /** Adds each condition of the columns from `column` on to the rule of `depth` conditions that the cells meet. */
  private extend(cells: Int32Array, from: number, to: number, column: number, depth: number): void {
    const { columns } = this.input.table;
    const isLast = depth + 1 === this.input.maxLength;
    for (let c = column; c < columns.length; c += 1) {
      if (depth === 0) this.progress(c / columns.length);
      this.addUp(cells, from, to, c, depth);
      const isLeaf = isLast || c + 1 === columns.length;
      if (!isLeaf) this.sort(cells, from, to, c, depth);
      this.emit(c, depth, isLeaf);
    }
    this.path[depth] = -1;
  }

  /** Sums by code of the column, and how many cells come before each code. */
  private addUp(cells: Int32Array, from: number, to: number, column: number, depth: number): void {
    const { columns, sums, width } = this.input.table;
    const { codes, highest } = columns[column]!;
    const total = this.bySum[depth]!;
    const starts = this.starts[depth]!;
    total.fill(0, 0, (highest + 1) * width);
    starts.fill(0, 0, highest + 2);
    for (let i = from; i < to; i += 1) {
      const cell = cells[i]!;
      const code = codes[cell]!;
      starts[code + 1]! += 1;
      const target = code * width;
      const source = cell * width;
      for (let w = 0; w < width; w += 1) total[target + w]! += sums[source + w]!;
    }
    for (let code = 0; code <= highest; code += 1) starts[code + 1]! += starts[code]!;
  }

  /** Puts the cells in the order of the column's codes, equal ones as they were. */
  private sort(cells: Int32Array, from: number, to: number, column: number, depth: number): void {
    const { codes, highest } = this.input.table.columns[column]!;
    const order = this.orders[depth]!;
    const next = this.starts[depth]!.slice(0, highest + 1);
    for (let i = from; i < to; i += 1) {
      const cell = cells[i]!;
      order[next[codes[cell]!]!++] = cell;
    }
  }

  private emit(column: number, depth: number, isLeaf: boolean): void {
    const { columns, width } = this.input.table;
    const starts = this.starts[depth]!;
    const total = this.bySum[depth]!;
    for (const [r, range] of columns[column]!.ranges.entries()) {
      const item = this.firstItems[column]! + r;
      let first = 0;
      for (let code = range.from; code <= range.to; code += 1) first += total[code * width]!;
      if (first < this.input.minimum) continue;
      this.path[depth] = item;
      this.found.push(this.path, total, range);
      if (!isLeaf) this.extend(this.orders[depth]!, starts[range.from]!, starts[range.to + 1]!, column + 1, depth + 1);
    }
  }
}

/** Rules that are being found; the arrays double as they fill. */
class GrowingRules {
  private count = 0;
  private items: Int32Array;
  private sums: Float64Array;

  constructor(
    private readonly maxLength: number,
    private readonly width: number,
    private readonly limit: number,
  ) {
    this.items = new Int32Array(1024 * maxLength);
    this.sums = new Float64Array(1024 * width);
  }

  push(path: Int32Array, total: Float64Array, { from, to }: CodeRange): void {
    if (this.count === this.limit) throw tooManyRules(this.limit);
    if ((this.count + 1) * this.maxLength > this.items.length) this.grow();
    this.items.set(path, this.count * this.maxLength);
    const target = this.count * this.width;
    for (let code = from; code <= to; code += 1) {
      for (let w = 0; w < this.width; w += 1) this.sums[target + w]! += total[code * this.width + w]!;
    }
    this.count += 1;
  }

  finish(): MinedRules {
    const { count, maxLength, width } = this;
    return {
      count,
      maxLength,
      width,
      items: this.items.slice(0, count * maxLength),
      sums: this.sums.slice(0, count * width),
    };
  }

  private grow(): void {
    const items = new Int32Array(2 * this.items.length);
    const sums = new Float64Array(2 * this.sums.length);
    items.set(this.items);
    sums.set(this.sums);
    [this.items, this.sums] = [items, sums];
  }
}

function tooManyRules(limit: number): AppError {
  return new AppError('rules.too-many', `More than ${limit} rules cover enough rows to be looked at.`, {
    hint: 'Ask for more rows in a rule, for fewer conditions in it, or leave out condition columns.',
    details: { limit },
  });
}
