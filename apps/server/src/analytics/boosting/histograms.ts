import { countBins } from '../features/bins.js';
import { shareOf, type Member } from '../member.js';
import { oneRow, readBins, type BinSums, type SlopeScale } from './slopes.js';
import { histogramKernel, type HistogramKernel } from './histogram-kernel.js';
import { postFinding } from './board.js';
import { leastGain, splitLevels, splitNumeric, type NodeSums, type Split, type SplitRules } from './split.js';
import type { BoostingInput } from './boosting-input.js';
import type { Places } from './divide-rows.js';
import { planMemory, type ColumnGroup, type MemoryPlan } from './workspace.js';

/** One member's part of the histograms: its groups of columns, with the machine code made for each. */
export interface Histograms {
  input: BoostingInput;
  plan: MemoryPlan;
  rules: SplitRules;
  own: { group: ColumnGroup; kernel: HistogramKernel }[];
  words: Uint32Array;
  /** Room for one column read. */
  sums: BinSums;
}

/** Readies a member, and lays the bytes of its columns side by side, eight a row. O(rows × columns ÷ members). */
export function openHistograms(input: BoostingInput, rules: SplitRules, member: Member): Histograms {
  const { memory, rows, features, columns, settings } = input;
  const plan = planMemory(rows, features, settings.maxLeaves);
  const own = plan.groups.slice(...shareOf(member, plan.groups.length)).map((group) => {
    const bytes = new Uint8Array(memory.buffer, group.bins, 8 * rows);
    for (const [place, column] of columns.slice(group.first, group.end).entries())
      for (let row = 0; row < rows; row += 1) bytes[row * 8 + place] = column[row]!;
    return { group, kernel: histogramKernel(memory, group.offsets, oneRow(rows)) };
  });
  const sums = { gradient: new Float64Array(256), hessian: new Float64Array(256), rows: new Float64Array(256) };
  return { input, plan, rules, own, words: new Uint32Array(memory.buffer), sums };
}

/** Where the histograms of a group lie in a slot. */
function addressOf({ plan }: Histograms, slot: number, { inSlot }: ColumnGroup): number {
  return plan.slots + slot * plan.slotBytes + inSlot;
}

/** Counts the rows at places of the order or of a room (its address) into a slot, for the member's columns that are asked. */
export function countRows(
  histograms: Histograms,
  asked: Uint8Array,
  slot: number,
  room: number,
  places: readonly Places[],
): void {
  const { plan, own, words } = histograms;
  for (const { group, kernel } of own) {
    if (!isAsked(group, asked)) continue;
    const address = addressOf(histograms, slot, group);
    words.fill(0, address / 4, (address + group.bytes) / 4);
    for (const [from, to] of places)
      if (to > from) kernel.addRows(room + 4 * from, room + 4 * to, plan.gradients, group.bins, group.gather, address);
  }
}

/** Takes the rows of one slot out of another. */
export function subtractSlot(histograms: Histograms, asked: Uint8Array, slot: number, part: number): void {
  for (const { group, kernel } of histograms.own) {
    if (!isAsked(group, asked)) continue;
    const address = addressOf(histograms, slot, group);
    kernel.subtract(address, address + group.bytes, addressOf(histograms, part, group));
  }
}

/** Sums over the rows of the node in a slot, by the first column that the member has and is asked; all 0 where it has none. */
export function sumSlot(histograms: Histograms, asked: Uint8Array, scale: SlopeScale, slot: number): NodeSums {
  const { own, words, sums, input } = histograms;
  const node = { gradient: 0, hessian: 0, rows: 0 };
  const mine = own.find(({ group }) => isAsked(group, asked))?.group;
  if (!mine) return node;
  const feature = asked.indexOf(1, mine.first);
  const bins = countBins(input.features[feature]!) + 1;
  readBins(words, (addressOf(histograms, slot, mine) + mine.offsets[feature - mine.first]!) / 4, bins, scale, sums);
  for (let bin = 0; bin < bins; bin += 1) {
    if (sums.rows[bin] === 0) continue;
    node.gradient += sums.gradient[bin]!;
    node.hessian += sums.hessian[bin]!;
    node.rows += sums.rows[bin]!;
  }
  return node;
}

/** Posts the best split over the member's columns of the node whose histograms are in a slot. */
export function postBestSplit(
  histograms: Histograms,
  asked: Uint8Array,
  scale: SlopeScale,
  slot: number,
  node: NodeSums,
  { index }: Member,
  child: number,
): void {
  const { input, rules, own, words, sums } = histograms;
  let best: Split | null = null;
  for (const { group } of own) {
    const address = addressOf(histograms, slot, group);
    for (let feature = group.first; feature < group.end; feature += 1) {
      if (asked[feature] === 0) continue;
      const bins = input.features[feature]!;
      const count = countBins(bins);
      readBins(words, (address + group.offsets[feature - group.first]!) / 4, count + 1, scale, sums);
      const cut = bins.kind === 'numeric' ? splitNumeric : splitLevels;
      const found = cut(sums, count, node, rules, best?.gain ?? leastGain(node, rules));
      if (found) best = { ...found, feature };
    }
  }
  postFinding(input.board, index, child, node, best);
}

function isAsked({ first, end }: ColumnGroup, asked: Uint8Array): boolean {
  return asked.subarray(first, end).includes(1);
}
