import { fitBins, applyBins, type BinnedTable } from './bins.js';
import { badInput, requireTable, type Feature, type FeatureTable } from './feature-table.js';
import { findDuplicates } from './find-duplicates.js';
import { scoreAlone, type SoleScore } from './score-alone.js';

/** Milliseconds since 1970, one for all rows or one a row; NaN where it is not known. */
export type Times = number | ArrayLike<number>;

/** What is looked at beside the columns. */
export interface GuardContext {
  /** One a row, no NaN: 0/1 is judged by AUROC, else R². Without it no column is taken for a copy of the target. */
  target?: ArrayLike<number>;
  /** When what is foretold happens, or the as-of time of the row. */
  event?: Times;
  /** When the value of a column was known. */
  knownAt?: ReadonlyMap<string, Times>;
}

/** Why a column should not be learned from, and the figures behind it; `drop` is false where a person should choose. */
export type ColumnFinding = { column: string; drop: boolean } & (
  | { reason: 'all_missing'; rows: number }
  | { reason: 'constant'; value: number | string; missing: number }
  /** `distinct` of `present` values. For whole numbers, `expected` is how many repeats chance would make at least. */
  | { reason: 'id'; distinct: number; present: number; expected?: number }
  /** The column alone foretells the target on the half of the rows that it was not fitted to. */
  | ({ reason: 'target_copy' } & SoleScore)
  /** In `later` of `known` rows the value was known after the event. */
  | { reason: 'after_event'; later: number; known: number }
  /** A screening dropped it before, for the reason given. */
  | { reason: 'screened_out'; because: string }
  /** Tells the same as the earlier column `of`; 1 is exactly the same. */
  | { reason: 'duplicate'; of: string; agreement: number }
);

/** Names of which so large a share occurs once name the row. */
const DISTINCT_SHARE = 0.95;
/** Fewer values say nothing of ids. */
const FEWEST_VALUES = 20;
/** Chance makes none of 10 expected repeats once in 22,000 columns. */
const FEWEST_REPEATS = 10;
/** Share of the expected repeats below which values are distinct on purpose. */
const REPEAT_SHARE = 0.05;

/**
 * Columns that would spoil a model, in the order of the table; a column can have several findings, but one that is constant, missing or an
 * id is not compared further. Same rows in another order, same findings, up to ties. Throws `model.bad-input` for a bad table, a target of
 * another length or with NaN, and times of a column that is not there. O(columns × rows log rows + columns² × 1000).
 */
export function guardColumns(table: FeatureTable, context: GuardContext = {}): ColumnFinding[] {
  requireTable(table);
  const { target, event, knownAt } = context;
  if (target) requireTarget(target, table.rows);
  const findings = table.features.flatMap((feature) => emptyFinding(feature) ?? idFinding(feature) ?? []);
  if (knownAt) findings.push(...afterEvent(table, knownAt, event));
  const spoiled = new Set(
    findings.filter(({ drop, reason }) => drop && reason !== 'after_event').map(({ column }) => column),
  );
  const sound = { ...table, features: table.features.filter(({ name }) => !spoiled.has(name)) };
  if (target)
    for (const { column, ...figures } of scoreAlone(sound, target))
      if (figures.score >= figures.limit) findings.push({ column, reason: 'target_copy', drop: true, ...figures });
  for (const { column, of, agreement } of findDuplicates(cut(sound)))
    findings.push({ column, reason: 'duplicate', drop: agreement === 1, of, agreement });
  const places = new Map(table.features.map(({ name }, place) => [name, place]));
  return findings.sort((a, b) => places.get(a.column)! - places.get(b.column)!);
}

function cut(table: FeatureTable): BinnedTable {
  return applyBins(table, fitBins(table));
}

function requireTarget(target: ArrayLike<number>, rows: number): void {
  if (target.length !== rows) throw badInput(`target has ${target.length} rows, the table has ${rows}`, 'target');
  for (let row = 0; row < rows; row += 1)
    if (!Number.isFinite(target[row])) throw badInput(`target is ${target[row]} in row ${row + 1}`, 'target');
}

function emptyFinding(feature: Feature): ColumnFinding | null {
  const { name: column } = feature;
  const values = feature.kind === 'numeric' ? feature.values : feature.codes;
  const isMissing = (value: number): boolean => (feature.kind === 'numeric' ? Number.isNaN(value) : value < 0);
  const first = values.find((value) => !isMissing(value));
  if (first === undefined) return { column, reason: 'all_missing', drop: true, rows: values.length };
  let missing = 0;
  for (const value of values)
    if (isMissing(value)) missing += 1;
    else if (value !== first) return null;
  // Whether a value is there at all may still tell something.
  const value = feature.kind === 'numeric' ? first : feature.levels[first]!;
  return { column, reason: 'constant', drop: missing === 0, value, missing };
}

function idFinding(feature: Feature): ColumnFinding | null {
  const { name: column } = feature;
  if (feature.kind === 'categorical') {
    const codes = feature.codes.filter((code) => code >= 0);
    const [present, distinct] = [codes.length, new Set(codes).size];
    const isId = present >= FEWEST_VALUES && distinct >= DISTINCT_SHARE * present;
    return isId ? { column, reason: 'id', drop: true, distinct, present } : null;
  }
  const values = feature.values.filter((value) => !Number.isNaN(value)).sort();
  if (!values.every(Number.isInteger)) return null;
  const present = values.length;
  const distinct = values.reduce((count, value, i) => count + (i === 0 || value !== values[i - 1] ? 1 : 0), 0);
  // Of all ways to draw from a range, drawing evenly repeats least: the birthday problem.
  const range = values[present - 1]! - values[0]! + 1;
  const expected = present + range * Math.expm1(present * Math.log1p(-1 / range));
  const isId = expected >= FEWEST_REPEATS && present - distinct <= REPEAT_SHARE * expected;
  return isId ? { column, reason: 'id', drop: true, distinct, present, expected } : null;
}

function afterEvent(table: FeatureTable, knownAt: ReadonlyMap<string, Times>, event?: Times): ColumnFinding[] {
  return [...knownAt].flatMap(([column, times]): ColumnFinding[] => {
    if (event === undefined) throw badInput('times of columns are given, but not that of the event');
    if (!table.features.some(({ name }) => name === column)) throw badInput(`there is no column "${column}"`, column);
    let [later, known] = [0, 0];
    for (let row = 0; row < table.rows; row += 1) {
      const [own, limit] = [timeOf(times, row), timeOf(event, row)];
      if (Number.isNaN(own) || Number.isNaN(limit)) continue;
      known += 1;
      if (own > limit) later += 1;
    }
    return later > 0 ? [{ column, reason: 'after_event', drop: true, later, known }] : [];
  });
}

function timeOf(times: Times, row: number): number {
  return typeof times === 'number' ? times : times[row]!;
}
