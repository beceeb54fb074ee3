import type { LocalText } from '../../common/local-text.js';
import { shapeOf } from '../explain/effect-shape.js';
import { describeEffect, isWeak } from '../explain/effect-words.js';
import { fitLocally, type LocalFit } from '../explain/local-fit.js';
import { testLinearity, type Linearity } from '../explain/linearity.js';
import { partialDependence, type PartialDependence } from '../explain/partial-dependence.js';
import { takeRows, type FeatureTable } from '../features/feature-table.js';
import type { Member } from '../member.js';
import { seededRandom } from '../random.js';
import type { Interval } from '../statistics/estimate.js';
import { predictModel, type Model } from './model.js';

export interface ExplainColumnsInput {
  model: Model;
  /** Rows that are explained. */
  table: FeatureTable;
  /** What each column adds to the raw prediction of each row, row-major. */
  contributions: Float64Array;
  /** Columns whose effect is followed, with what they are called and the interval of their importance. */
  columns: readonly { name: string; title: LocalText; interval: Interval | null }[];
  /** What the score is the chance of. */
  outcome: LocalText;
  curves: number;
  /** Rows that are explained by a local fit. */
  local: readonly number[];
  seed: number;
}

export interface ColumnEffect {
  name: string;
  dependence: PartialDependence;
  /** Whether the importance tells it from chance. */
  isReliable: boolean;
  /** Of the contributions over the values; null for names, for a column that does not count and where it can't be told. */
  linearity: Linearity | null;
  shape: string | null;
  words: { ko: string; en: string } | null;
}

export interface ExplainedColumns {
  effects: ColumnEffect[];
  fits: { row: number; fit: LocalFit }[];
}

/** Kernel: effects of columns and local fits; columns and rows are dealt over the members in turn, and each draws by its own seed. */
export function explainColumns(input: ExplainColumnsInput, member: Member): ExplainedColumns {
  const { model, columns, local, seed } = input;
  const mine = <Item>(items: readonly Item[]) => items.filter((_, i) => i % member.count === member.index);
  const predict = (table: FeatureTable) => predictModel(model, table).values;
  const [wanted, rows] = [mine(columns), mine(local)];
  const effects = wanted.map((column, done) => {
    member.progress(done / (wanted.length + rows.length));
    return explainColumn(input, column, predict);
  });
  const fits = rows.map((row, done) => {
    member.progress((wanted.length + done) / (wanted.length + rows.length));
    return {
      row,
      fit: fitLocally({
        table: input.table,
        row: takeRows(input.table, [row]),
        predict,
        random: seededRandom(seed + row),
      }),
    };
  });
  return { effects, fits };
}

function explainColumn(
  { table, contributions, outcome, curves, seed }: ExplainColumnsInput,
  { name, title, interval }: ExplainColumnsInput['columns'][number],
  predict: (table: FeatureTable) => Float64Array,
): ColumnEffect {
  const place = table.features.findIndex((feature) => feature.name === name);
  const feature = table.features[place]!;
  const dependence = partialDependence({ table, column: name, predict, random: seededRandom(seed), curves });
  const width = table.features.length;
  const y = Float64Array.from({ length: table.rows }, (_, row) => contributions[row * width + place]!);
  const shape = shapeOf(dependence.mean);
  return {
    name,
    isReliable: !isWeak(interval),
    dependence,
    // Contributions of a column that does not count are noise that the model learned; a test would call it a bend.
    linearity: feature.kind === 'numeric' && !isWeak(interval) ? testLinearity({ feature, y }) : null,
    shape: shape?.kind ?? null,
    words: shape && describeEffect({ column: title, outcome, shape, interval, ...PERCENT }),
  };
}

const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
const PERCENT = {
  formatOutcome: percent,
  formatChange: (size: number, language: 'ko' | 'en') =>
    `${(100 * size).toFixed(1)}${language === 'ko' ? '%p' : ' pp'}`,
};
