import {
  badInput,
  type CategoricalFeature,
  type FeatureTable,
  type NumericFeature,
} from '../features/feature-table.js';

/** What one column of the matrix stands for. */
export interface Term {
  /** Column of the table; null for the intercept. */
  column: string | null;
  /** `value` is a measured column, `level` is 1 where the column has that name, `missing` is 1 where the column has no value. */
  part: 'intercept' | 'value' | 'level' | 'missing';
  level: string | null;
}

/** A term with the mean and the standard deviation (n) of its training values, weighted. */
export interface DesignTerm extends Term {
  mean: number;
  scale: number;
}

/** Places are those of the terms in the design, −1 where the column has no such term. */
export interface NumericDesign {
  kind: 'numeric';
  name: string;
  value: number;
  missing: number;
}

/** Levels are those of the training rows; `reference`, the most frequent of them, has no term: the others are compared with it. */
export interface CategoricalDesign {
  kind: 'categorical';
  name: string;
  levels: readonly string[];
  reference: string;
  places: readonly number[];
  missing: number;
}

export type DesignColumn = NumericDesign | CategoricalDesign;

/** A term that the training rows say nothing about: it does not vary, is never there, or follows from the terms before it. */
export interface DroppedTerm extends Term {
  reason: 'constant' | 'all missing' | 'collinear';
}

/** How rows become numbers, plain enough to be stored as JSON beside a model. The intercept is term 0. */
export interface Design {
  columns: readonly DesignColumn[];
  terms: readonly DesignTerm[];
  dropped: readonly DroppedTerm[];
}

/** Terms beyond this would need days and gigabytes; a column with so many names is an id. */
const MOST_TERMS = 1000;

/**
 * Learns from training rows how a table becomes a matrix. A measured column is one term; where rows lack the value they get the column's
 * mean, and a second term says so. A column of names is a term for each level but the most frequent one (the first by name of equals), and
 * one for "missing" where that occurs. Constant and all-missing columns have no term and are listed. Weights are positive.
 *
 * Throws `model.bad-input`, naming the column with most levels, for more than 1000 terms. O(rows × columns).
 */
export function learnDesign({ features }: FeatureTable, weights: Float64Array): Design {
  const terms: DesignTerm[] = [{ column: null, part: 'intercept', level: null, mean: 1, scale: 0 }];
  const dropped: DroppedTerm[] = [];
  const columns: DesignColumn[] = [];
  for (const feature of features) {
    const column =
      feature.kind === 'numeric'
        ? learnNumeric(feature, weights, terms, dropped)
        : learnLevels(feature, weights, terms, dropped);
    if (column) columns.push(column);
  }
  requireFewTerms(columns, terms.length);
  return { columns, terms, dropped };
}

/** "intercept", "age", "city = Seoul" or "age is missing". */
export function nameTerm({ column, part, level }: Term): string {
  if (column === null) return 'intercept';
  if (part === 'value') return column;
  return part === 'missing' ? `${column} is missing` : `${column} = ${level}`;
}

function learnNumeric(
  { name, values }: NumericFeature,
  weights: Float64Array,
  terms: DesignTerm[],
  dropped: DroppedTerm[],
): NumericDesign | null {
  const { mean, scale, share, low, high } = moments(values, weights);
  if (share === 0) {
    dropped.push({ column: name, part: 'value', level: null, reason: 'all missing' });
    return null;
  }
  const varies = low < high;
  if (!varies) dropped.push({ column: name, part: 'value', level: null, reason: 'constant' });
  const value = varies ? terms.push({ column: name, part: 'value', level: null, mean, scale }) - 1 : -1;
  const missing = share < 1 ? addIndicator(terms, { column: name, part: 'missing', level: null }, 1 - share) : -1;
  return value === -1 && missing === -1 ? null : { kind: 'numeric', name, value, missing };
}

function moments(
  values: Float64Array,
  weights: Float64Array,
): { mean: number; scale: number; share: number; low: number; high: number } {
  let [all, present, sum, low, high] = [0, 0, 0, Infinity, -Infinity];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    all += weights[row]!;
    if (Number.isNaN(value)) continue;
    present += weights[row]!;
    sum += weights[row]! * value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const mean = sum / present;
  let squares = 0;
  // A missing value stands at the mean, so it adds nothing.
  for (let row = 0; row < values.length; row += 1)
    if (!Number.isNaN(values[row]!)) squares += weights[row]! * (values[row]! - mean) ** 2;
  return { mean, scale: Math.sqrt(squares / all), share: present / all, low, high };
}

function learnLevels(
  { name, codes, levels }: CategoricalFeature,
  weights: Float64Array,
  terms: DesignTerm[],
  dropped: DroppedTerm[],
): CategoricalDesign | null {
  const sums = new Float64Array(levels.length);
  let [all, absent] = [0, 0];
  for (let row = 0; row < codes.length; row += 1) {
    all += weights[row]!;
    if (codes[row]! < 0) absent += weights[row]!;
    else sums[codes[row]!]! += weights[row]!;
  }
  const known = [...levels.keys()].filter((code) => sums[code]! > 0);
  const [first] = known;
  if (first === undefined || (known.length === 1 && absent === 0)) {
    const reason = first === undefined ? 'all missing' : 'constant';
    dropped.push({ column: name, part: 'level', level: levels[first ?? -1] ?? null, reason });
    return null;
  }
  const most = known.reduce((best, code) => (sums[code]! > sums[best]! ? code : best), first);
  const places = known.map((code) =>
    code === most ? -1 : addIndicator(terms, { column: name, part: 'level', level: levels[code]! }, sums[code]! / all),
  );
  const missing = absent > 0 ? addIndicator(terms, { column: name, part: 'missing', level: null }, absent / all) : -1;
  const seen = known.map((code) => levels[code]!);
  return { kind: 'categorical', name, levels: seen, reference: levels[most]!, places, missing };
}

function addIndicator(terms: DesignTerm[], term: Term, share: number): number {
  return terms.push({ ...term, mean: share, scale: Math.sqrt(share * (1 - share)) }) - 1;
}

function requireFewTerms(columns: readonly DesignColumn[], terms: number): void {
  if (terms <= MOST_TERMS) return;
  const levels = (column: DesignColumn): number => (column.kind === 'numeric' ? 1 : column.levels.length);
  const widest = columns.reduce((most, column) => (levels(column) > levels(most) ? column : most));
  const detail = `"${widest.name}" alone has ${levels(widest)} levels`;
  throw badInput(
    `its columns make ${terms} terms, the most of a linear learner is ${MOST_TERMS}; ${detail}: leave it out, or this learner`,
    widest.name,
  );
}
