import { badInput } from '../features/feature-table.js';
import { UNWATCHED, type Progress } from '../progress.js';
import type { Random } from '../random.js';
import { tCritical } from '../statistics/distributions.js';
import { CONFIDENCE, type Interval } from '../statistics/estimate.js';
import { summarize } from '../statistics/means.js';

type Column = Uint8Array | Int32Array | Float64Array;

/** Columns of any kind: bins of trees, or values and codes. */
export interface ColumnTable {
  rows: number;
  features: readonly { name: string }[];
  columns: readonly Column[];
}

export interface PermutationInput<Table extends ColumnTable> {
  /** Rows that the model did not learn from. */
  table: Table;
  predict: (columns: Table['columns']) => Float64Array;
  /** How good the predictions of all rows are, higher is better: an error is passed negated. */
  metric: (predictions: Float64Array) => number;
  random: Random;
  /** Shuffles of each column, at least 2; 10 when left out. */
  repeats?: number;
  confidence?: number;
  progress?: Progress;
}

/** By how much the metric falls when a column is shuffled. */
export interface PermutationImportance {
  name: string;
  drop: number;
  interval: Interval;
}

/**
 * Held-out permutation importance (Breiman 2001; Fisher, Rudin, Dominici 2019) of each column, in their order. A column that has nothing to do
 * with the target stands as if shuffled once already, so its own metric is one more draw among those of the shuffles: the interval is the
 * mean drop ± t × sd × √(1 + 1/repeats), and covers zero for such a column as often as `confidence` says. It does not tell how the drop
 * would vary with other held-out rows. All columns get the same shuffles, so their order does not matter. Of two columns that say the same, each
 * looks unimportant. Throws `model.bad-input` for no rows, fewer than two repeats, a metric that gives no number.
 * Cost: (columns × repeats + 1) predictions.
 */
export function permutationImportance<Table extends ColumnTable>({
  table,
  predict,
  metric,
  random,
  repeats = 10,
  confidence = CONFIDENCE,
  progress = UNWATCHED,
}: PermutationInput<Table>): PermutationImportance[] {
  if (table.rows === 0) throw badInput('there are no held-out rows');
  if (!Number.isInteger(repeats) || repeats < 2) throw badInput(`${repeats} shuffles are asked, at least 2 are needed`);
  const measure = (columns: Table['columns'], name?: string): number => {
    const value = metric(predict(columns));
    if (!Number.isFinite(value)) throw badInput(`the metric is ${value}`, name);
    return value;
  };
  const whole = measure(table.columns);
  const orders = Array.from({ length: repeats }, () => shuffledRows(table.rows, random));
  const critical = tCritical(confidence, repeats - 1) * Math.sqrt(1 + 1 / repeats);
  return table.features.map(({ name }, index) => {
    const column = table.columns[index]!;
    const shuffled = column.slice();
    const columns = table.columns.with(index, shuffled);
    const drops = orders.map((order) => {
      for (let row = 0; row < table.rows; row += 1) shuffled[row] = column[order[row]!]!;
      return whole - measure(columns, name);
    });
    progress((index + 1) / table.features.length);
    const { mean, sd } = summarize(drops)!;
    return { name, drop: mean, interval: { low: mean - critical * sd!, high: mean + critical * sd! } };
  });
}

/** Fisher-Yates. */
function shuffledRows(rows: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let last = rows - 1; last > 0; last -= 1) {
    const drawn = random.below(last + 1);
    [order[last], order[drawn]] = [order[drawn]!, order[last]!];
  }
  return order;
}
