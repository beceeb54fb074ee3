import { binOfValue, fitBins, MISSING_BIN } from '../features/bins.js';
import type { CategoricalFeature, Feature, FeatureTable, NumericFeature } from '../features/feature-table.js';
import type { Random } from '../random.js';

/** `quartiles`: a made-up row meets the row's quarter of a measured column or not; `gaussian`: it lies so many standard deviations away. */
export type Perturbation = 'quartiles' | 'gaussian';

/** What the row has in a column: a value above (null: from the lowest) and up to (null: to the highest), a level, nothing, or a value. */
export type Condition =
  | { kind: 'range'; above: number | null; upTo: number | null }
  | { kind: 'level'; level: string }
  | { kind: 'missing' }
  | { kind: 'value'; value: number; sd: number };

export interface PerturbInput {
  table: FeatureTable;
  row: FeatureTable;
  perturbation: Perturbation;
  samples: number;
  random: Random;
}

/** Made-up rows; the first is the row itself. */
export interface PerturbedRows {
  table: FeatureTable;
  /** samples × columns, row-major: 1 where the row's condition is met, else 0; standard deviations from a `value`. */
  design: Float64Array;
  /** Euclidean, of the design from that of the row. */
  distances: Float64Array;
  conditions: Condition[];
}

/** A column of made-up rows, with what the design says of it. */
interface Made {
  feature: Feature;
  condition: Condition;
  marks: Float64Array;
}

/** Makes rows up around a row: values are drawn from training rows, each column by itself, or normal around the row's. O(samples × columns). */
export function perturbRow({ table, row, perturbation, samples, random }: PerturbInput): PerturbedRows {
  const width = table.features.length;
  const design = new Float64Array(samples * width);
  const squares = new Float64Array(samples);
  const made = table.features.map((feature, i) => {
    const own = row.features[i]!;
    const column =
      feature.kind === 'categorical'
        ? drawLevels(feature, own as CategoricalFeature, samples, random)
        : moveNumber(feature, (own as NumericFeature).values[0]!, { perturbation, samples, random });
    for (let sample = 0; sample < samples; sample += 1) {
      design[sample * width + i] = column.marks[sample]!;
      squares[sample]! += (column.marks[sample]! - column.marks[0]!) ** 2;
    }
    return column;
  });
  return {
    table: { rows: samples, features: made.map(({ feature }) => feature) },
    design,
    distances: squares.map((square) => Math.sqrt(square)),
    conditions: made.map(({ condition }) => condition),
  };
}

function drawLevels(feature: CategoricalFeature, own: CategoricalFeature, samples: number, random: Random): Made {
  const code = own.codes[0]!;
  const codes = Int32Array.from({ length: samples }, () => feature.codes[random.below(feature.codes.length)]!);
  codes[0] = code;
  return {
    feature: { ...feature, codes },
    condition: code < 0 ? { kind: 'missing' } : { kind: 'level', level: own.levels[code]! },
    marks: Float64Array.from(codes, (drawn) => (drawn === code ? 1 : 0)),
  };
}

function moveNumber(
  feature: NumericFeature,
  value: number,
  { perturbation, samples, random }: Pick<PerturbInput, 'perturbation' | 'samples' | 'random'>,
): Made {
  if (perturbation === 'gaussian' && !Number.isNaN(value)) {
    const sd = deviation(feature.values);
    const marks = Float64Array.from({ length: samples }, (_, sample) => (sample === 0 ? 0 : drawNormal(random)));
    const values = marks.map((mark) => value + sd * mark);
    return {
      feature: { ...feature, values },
      condition: { kind: 'value', value, sd },
      marks: sd > 0 ? marks : marks.fill(0),
    };
  }
  const values = Float64Array.from({ length: samples }, () => feature.values[random.below(feature.values.length)]!);
  values[0] = value;
  const edges = quartiles(feature);
  const bin = binOfValue(value, edges);
  return {
    feature: { ...feature, values },
    condition:
      bin === MISSING_BIN
        ? { kind: 'missing' }
        : { kind: 'range', above: edges[bin - 2] ?? null, upTo: edges[bin - 1] ?? null },
    marks: values.map((drawn) => (binOfValue(drawn, edges) === bin ? 1 : 0)),
  };
}

function quartiles(feature: NumericFeature): Float64Array {
  const [bins] = fitBins({ rows: feature.values.length, features: [feature] }, 4);
  return bins!.kind === 'numeric' ? bins!.edges : new Float64Array();
}

/** Of the values that are there; 0 for fewer than two. */
function deviation(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return 0;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1));
}

/** Box and Muller 1958. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
