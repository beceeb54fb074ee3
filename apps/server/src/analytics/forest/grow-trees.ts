import { shareOf, type Member } from '../member.js';
import { seededRandom, type Random } from '../random.js';
import { findLeaf, type Tree } from '../trees/tree.js';
import { searchSplits, type DrawnRows } from './find-split.js';
import { countTried } from './forest-settings.js';
import { growTree, type TreePlan } from './grow-tree.js';
import type { ForestInput } from './prepare-forest.js';

/** Trees that a member grew, and what those said of the rows that they did not draw. */
export interface ForestShare {
  trees: Tree[];
  /** Sum of the trees' values by place, in whole `grain`s, so that the sum over members does not depend on how the trees were divided. */
  votes: Float64Array;
  /** Trees that voted, by place. */
  voters: Uint16Array;
  grain: number;
}

/** 10,000 trees of values up to 2^39 grains stay whole numbers in a double. */
const GRAINS = 2 ** 39;

/**
 * Kernel: grows the member's share of the forest's trees. Tree i depends on input and i alone, so the forest is the same for any number of
 * members. Memory a member: about 60 bytes a row and 70 a node. O(trees × rows × tried columns × depth).
 */
export function growTrees(input: ForestInput, member: Member): ForestShare {
  const { settings, weights, target } = input;
  const seeds = drawSeeds(settings);
  const [from, to] = shareOf(member, settings.trees);
  const able = Uint32Array.from(weights.keys()).filter((place) => weights[place]! > 0);
  const plan = planTrees(input, able.length);
  const times = new Uint16Array(target.length);
  const share: ForestShare = {
    trees: [],
    votes: new Float64Array(target.length),
    voters: new Uint16Array(target.length),
    grain: grainOf(target),
  };
  for (let i = from; i < to; i += 1) {
    const random = seededRandom(seeds[i]!);
    drawRows(times, able, random, settings.bootstrap);
    const tree = growTree(plan, gatherRows(plan.search.drawn, times, input), random);
    share.trees.push(tree);
    if (settings.bootstrap) collectVotes(share, tree, times, input);
    member.progress((i + 1 - from) / (to - from));
  }
  return share;
}

function drawSeeds({ seed, trees }: ForestInput['settings']): Uint32Array {
  const random = seededRandom(seed);
  return Uint32Array.from({ length: trees }, () => random.below(2 ** 32));
}

function planTrees({ settings, features, columns }: ForestInput, rows: number): TreePlan {
  const drawn = makeRows(rows);
  return {
    search: searchSplits({ features, columns, minLeafRows: settings.minLeafRows, drawn }),
    triedColumns: countTried(settings.triedColumns, columns.length),
    maxDepth: settings.maxDepth ?? Infinity,
    scratch: makeRows(rows),
  };
}

function makeRows(rows: number): DrawnRows {
  return { rows: new Uint32Array(rows), weights: new Float64Array(rows), targets: new Float64Array(rows) };
}

/** Counts how often each row is drawn: with replacement, as many as there are; else each once. */
function drawRows(times: Uint16Array, able: Uint32Array, random: Random, bootstrap: boolean): void {
  times.fill(0);
  for (let i = 0; i < able.length; i += 1) times[able[bootstrap ? random.below(able.length) : i]!]! += 1;
}

/** Lists the rows drawn, by place; returns how many. */
function gatherRows({ rows, weights, targets }: DrawnRows, times: Uint16Array, input: ForestInput): number {
  let count = 0;
  for (let place = 0; place < times.length; place += 1) {
    if (times[place] === 0) continue;
    rows[count] = place;
    weights[count] = times[place]! * input.weights[place]!;
    targets[count] = input.target[place]!;
    count += 1;
  }
  return count;
}

function grainOf(target: Float64Array): number {
  const largest = target.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest)) / GRAINS;
}

function collectVotes({ votes, voters, grain }: ForestShare, tree: Tree, times: Uint16Array, input: ForestInput): void {
  for (let place = 0; place < times.length; place += 1) {
    if (times[place]! > 0) continue;
    votes[place]! += Math.round(tree.value[findLeaf(tree, input.columns, place)]! / grain);
    voters[place]! += 1;
  }
}
