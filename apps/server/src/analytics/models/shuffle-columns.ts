import { permutationImportance, type PermutationImportance } from '../explain/permutation-importance.js';
import { alignTable } from '../features/align-table.js';
import { applyBins } from '../features/bins.js';
import { takeRows, type Feature, type FeatureTable } from '../features/feature-table.js';
import { auroc } from '../judging/auroc.js';
import { tallyScores } from '../judging/tally.js';
import type { Member } from '../member.js';
import { seededRandom } from '../random.js';
import type { Task } from './model.js';
import { predictBins, predictModel, type Model } from './model.js';

export interface ShuffleInput {
  task: Task;
  table: FeatureTable;
  target: Float64Array;
  /** Test rows, and the model that did not learn from them. */
  parts: readonly { test: Int32Array; model: Model }[];
  repeats: number;
  seed: number;
}

/** Kernel: what shuffling each column costs on the test rows of each of the member's parts, in their order. */
export function shuffleColumns(input: ShuffleInput, member: Member): PermutationImportance[][] {
  const mine = input.parts.filter((_, i) => i % member.count === member.index);
  return mine.map((part, done) => {
    const found = shufflePart(input, part, (share) => member.progress((done + share) / mine.length));
    return found;
  });
}

function shufflePart(
  { task, table, target, repeats, seed }: ShuffleInput,
  { test, model }: ShuffleInput['parts'][number],
  progress: (share: number) => void,
): PermutationImportance[] {
  const rows = takeRows(table, test);
  const aims = Float64Array.from(test, (row) => target[row]!);
  const metric = task === 'outcome' ? areaOf(aims) : negatedError(aims);
  const rest = { metric, random: seededRandom(seed), repeats, progress };
  if (model.kind === 'trees') {
    const { features } = model.ensemble;
    const binned = applyBins(alignTable(rows, features).table, features);
    return permutationImportance({
      ...rest,
      table: binned,
      predict: (columns) => predictBins(model, { ...binned, columns }),
    });
  }
  const columns = rows.features.map((feature) => (feature.kind === 'numeric' ? feature.values : feature.codes));
  const rebuilt = (shuffled: typeof columns): FeatureTable => ({
    rows: rows.rows,
    features: rows.features.map((feature, i): Feature =>
      feature.kind === 'numeric'
        ? { ...feature, values: shuffled[i] as Float64Array }
        : { ...feature, codes: shuffled[i] as Int32Array },
    ),
  });
  return permutationImportance({
    ...rest,
    table: { rows: rows.rows, features: rows.features, columns },
    predict: (shuffled) => predictModel(model, rebuilt([...shuffled])).values,
  });
}

function areaOf(outcomes: Float64Array): (predictions: Float64Array) => number {
  return (scores) => auroc(tallyScores({ scores, outcomes })).value ?? Number.NaN;
}

function negatedError(target: Float64Array): (predictions: Float64Array) => number {
  return (predictions) => {
    let squares = 0;
    for (let row = 0; row < target.length; row += 1) squares += (predictions[row]! - target[row]!) ** 2;
    return -Math.sqrt(squares / target.length);
  };
}

/** Mean over parts of what a column is worth; their draws are independent, so the half widths add up as squares. Columns in the order of the first part. */
export function meanImportance(parts: readonly PermutationImportance[][]): PermutationImportance[] {
  return parts[0]!.map(({ name }, place) => {
    const found = parts.map((part) => part[place]!);
    const drop = found.reduce((sum, each) => sum + each.drop, 0) / parts.length;
    const half = Math.hypot(...found.map(({ interval }) => (interval.high - interval.low) / 2)) / parts.length;
    return { name, drop, interval: { low: drop - half, high: drop + half } };
  });
}
