import { WORDS } from '../trees/tree.js';
import type { NodeSums, Split } from './split.js';

/** Threads that a training can have. */
export const MOST_MEMBERS = 64;

/** Doubles of one finding: gain, feature, sums of the left child and of the node, two sets of bins. */
const FINDING = 8 + 2 * WORDS;
const PER_MEMBER = 3 + 2 * FINDING;

/** What threads tell each other between two meetings. */
export interface Board {
  memory: Float64Array;
  /** Value and cover by leaf. */
  leafValues: Float64Array;
  leafCovers: Float64Array;
  /** Sums of losses by block of rows. */
  losses: Float64Array;
  validationLosses: Float64Array;
}

/** Rows whose losses are summed in one go, by one thread: so the sum is the same for any number of threads. */
export const BLOCK = 4096;

/** A board, all 0, for trees of `maxLeaves` and so many rows. */
export function makeBoard(maxLeaves: number, rows: number, validationRows: number): Board {
  return {
    memory: sharedDoubles(MOST_MEMBERS * PER_MEMBER),
    leafValues: sharedDoubles(maxLeaves),
    leafCovers: sharedDoubles(maxLeaves),
    losses: sharedDoubles(Math.ceil(rows / BLOCK)),
    validationLosses: sharedDoubles(Math.ceil(validationRows / BLOCK)),
  };
}

/** Doubles that threads share. */
export function sharedDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

/** Notes of members that others add up or compare: rows sent left, largest gradient, largest hessian. */
export const NOTE = { lefts: 0, gradient: 1, hessian: 2 } as const;

export function note({ memory }: Board, member: number, what: number, value: number): void {
  memory[member * PER_MEMBER + what] = value;
}

export function noteOf({ memory }: Board, member: number, what: number): number {
  return memory[member * PER_MEMBER + what]!;
}

/** Writes what a member found for child 0 or 1: the sums of the node and its best split over the member's columns. */
export function postFinding(
  { memory }: Board,
  member: number,
  child: number,
  node: NodeSums,
  split: Split | null,
): void {
  const at = placeOf(member, child);
  const { gain, feature, left } = split ?? { gain: 0, feature: -1, left: node };
  memory.set([gain, feature, left.gradient, left.hessian, left.rows, node.gradient, node.hessian, node.rows], at);
  if (!split) return;
  memory.set(split.leftBins, at + 8);
  memory.set(split.absentBins, at + 8 + WORDS);
}

/** The best split of a node among what members posted: the highest gain, of equal ones the first column. */
export function bestFinding(board: Board, members: number, child: number): Split | null {
  let best = -1;
  for (let member = 0; member < members; member += 1) {
    const at = placeOf(member, child);
    if (board.memory[at + 1]! < 0) continue;
    if (best < 0 || board.memory[at]! > board.memory[placeOf(best, child)]!) best = member;
  }
  if (best < 0) return null;
  const found = board.memory.subarray(placeOf(best, child), placeOf(best, child) + FINDING);
  return {
    gain: found[0]!,
    feature: found[1]!,
    left: { gradient: found[2]!, hessian: found[3]!, rows: found[4]! },
    leftBins: Uint32Array.from(found.subarray(8, 8 + WORDS)),
    absentBins: Uint32Array.from(found.subarray(8 + WORDS)),
  };
}

/** Sums of a node as they were posted by the members that have any of its columns. */
export function postedSums({ memory }: Board, members: number, child: number): NodeSums {
  for (let member = 0; member < members; member += 1) {
    const at = placeOf(member, child) + 5;
    if (memory[at + 2]! > 0) return { gradient: memory[at]!, hessian: memory[at + 1]!, rows: memory[at + 2]! };
  }
  throw new RangeError('no member has a column');
}

function placeOf(member: number, child: number): number {
  return member * PER_MEMBER + 3 + child * FINDING;
}
