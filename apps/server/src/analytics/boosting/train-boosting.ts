import { shareOf, type Member } from '../member.js';
import { seededRandom, type Random } from '../random.js';
import { findLeaf, type Tree, type TreeEnsemble } from '../trees/tree.js';
import { MOST_MEMBERS } from './board.js';
import type { BoostingInput } from './boosting-input.js';
import { deriveSlopes, deriveValidation, meanLoss, rowsOf, slopesRoom, writeSlopes } from './derive-slopes.js';
import type { RowOrder } from './divide-rows.js';
import { finishTree } from './finish-tree.js';
import { growTree, type GrownNode } from './grow-tree.js';
import { openHistograms } from './histograms.js';
import type { Labelled } from './objective.js';
import { sampleColumns, sampleRows } from './sample.js';
import type { SplitRules } from './split.js';
import type { MemoryPlan } from './workspace.js';

/** Why training ended: all rounds were made, validation no longer got better, or no leaf of a tree could be split. */
export type Ending = 'rounds' | 'patience' | 'no-split';

export interface BoostingLog {
  /** Mean weighted loss after each round, entry 0 before the first: log loss, squared error or pinball loss. */
  trainLoss: number[];
  validationLoss: number[] | null;
  /** Rounds whose trees were kept. */
  rounds: number;
  ending: Ending;
}

export interface BoostingOutput {
  ensemble: TreeEnsemble;
  log: BoostingLog;
}

/** A hessian that each child must have, in mean weights of a row. */
const MIN_HESSIAN = 1e-3;
/** See SplitRules.levelSmoothing; in mean weights of a row. */
const LEVEL_SMOOTHING = 10;

/**
 * Kernel: histogram gradient boosting (J. H. Friedman, 2001; T. Chen, C. Guestrin, 2016; G. Ke et al., LightGBM, 2017). Every member returns
 * the same, bit for bit the same for any number of members; without sampling for any order of the rows, too. O(rounds × rows × columns ×
 * log leaves ÷ members).
 */
export function trainBoosting(input: BoostingInput, member: Member): BoostingOutput {
  if (member.count > MOST_MEMBERS) throw new RangeError(`boosting runs on ${MOST_MEMBERS} threads at most`);
  const { settings, features, base, validation, rows } = input;
  const histograms = openHistograms(input, rulesOf(input), member);
  const { plan } = histograms;
  const rowOrder = viewOrder(input, plan);
  const whole = new Int32Array(input.memory.buffer, plan.gradients, 2 * rows);
  const room = slopesRoom(rows, member);
  const chance = { rows: seededRandom(settings.seed), columns: seededRandom(settings.seed ^ 0x5bd1_e995) };
  const log: BoostingLog = { trainLoss: [], validationLoss: validation && [], rounds: 0, ending: 'rounds' };
  const trees: Tree[] = [];
  for (;;) {
    deriveSlopes(input, member, room);
    if (validation) deriveValidation(input, validation, member);
    member.meet();
    writeLosses(input, log);
    if (trees.length === settings.rounds || isOver(log, settings.patience)) break;
    const scale = writeSlopes(input, member, room, whole);
    const drawn = drawRows(input, rowOrder.order, chance.rows, member);
    const asked = sampleColumns(features.length, Math.ceil(settings.columnSample * features.length), chance.columns);
    member.meet();
    const nodes = growTree({ histograms, rowOrder, rows: drawn, asked, scale, member });
    if (nodes.length === 1 && drawn === input.weighty.length && !asked.includes(0)) {
      log.ending = 'no-split';
      break;
    }
    const tree = finishTree(input, nodes, rowOrder.order, member);
    trees.push(tree);
    addTree(input, tree, nodes, rowOrder.order, drawn, member);
    member.progress(trees.length / settings.rounds);
  }
  log.rounds = log.validationLoss && settings.patience !== null ? bestRound(log.validationLoss) : trees.length;
  return { ensemble: { features, base, trees: trees.slice(0, log.rounds) }, log };
}

function rulesOf({ settings, meanWeight }: BoostingInput): SplitRules {
  const { minLeafRows, minGain, l2 } = settings;
  const [minHessian, levelSmoothing] = [MIN_HESSIAN * meanWeight, LEVEL_SMOOTHING * meanWeight];
  return { minLeafRows, minGain, l2, minHessian, levelSmoothing };
}

function viewOrder({ memory, rows }: BoostingInput, plan: MemoryPlan): RowOrder {
  const view = (address: number): Uint32Array => new Uint32Array(memory.buffer, address, rows);
  return { order: view(plan.order), lefts: view(plan.lefts), rights: view(plan.rights) };
}

function writeLosses({ board, totalWeight, validation }: BoostingInput, log: BoostingLog): void {
  log.trainLoss.push(meanLoss(board.losses, totalWeight));
  if (validation) log.validationLoss!.push(meanLoss(board.validationLosses, validation.totalWeight));
}

/** Whether the best validation loss is `patience` rounds ago; says so in the log. */
function isOver(log: BoostingLog, patience: number | null): boolean {
  const losses = log.validationLoss;
  if (!losses || patience === null || losses.length - 1 - bestRound(losses) < patience) return false;
  log.ending = 'patience';
  return true;
}

/** Number of rounds after which the loss was lowest; less than a 10⁻⁹th better is no better. */
function bestRound(losses: readonly number[]): number {
  let best = 0;
  for (const [round, loss] of losses.entries()) if (loss < losses[best]! * (1 - 1e-9)) best = round;
  return best;
}

/** Puts the rows of the next tree into the order and returns how many they are. */
function drawRows({ weighty, settings }: BoostingInput, order: Uint32Array, random: Random, member: Member): number {
  const drawn = Math.ceil(settings.rowSample * weighty.length);
  if (drawn < weighty.length) {
    if (member.index === 0) sampleRows(weighty, drawn, random, order);
    return drawn;
  }
  const [from, to] = shareOf(member, drawn);
  order.set(weighty.subarray(from, to), from);
  return drawn;
}

/** Adds a tree to the raw predictions, of the member's share of rows: by its leaves, or through the tree where the rows are not in a leaf. */
function addTree(
  input: BoostingInput,
  tree: Tree,
  nodes: readonly GrownNode[],
  order: Uint32Array,
  drawn: number,
  member: Member,
): void {
  const { raw, validation, weighty } = input;
  if (validation) addByPath(validation, validation.columns, tree, ...rowsOf(validation.rows, member));
  if (drawn < weighty.length) return addByPath(input, input.columns, tree, ...rowsOf(input.rows, member));
  for (const [at, { from, to, left }] of nodes.entries()) {
    if (left > 0) continue;
    const value = tree.value[at]!;
    const [first, end] = shareOf(member, to - from);
    for (let place = from + first; place < from + end; place += 1) raw[order[place]!]! += value;
  }
  member.meet();
}

function addByPath({ raw }: Labelled, columns: readonly Uint8Array[], tree: Tree, from: number, to: number): void {
  for (let row = from; row < to; row += 1) raw[row]! += tree.value[findLeaf(tree, columns, row)]!;
}
