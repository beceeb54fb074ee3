import { countMissing, rowsOf, takeRows, type Feature, type FeatureTable } from '../features/feature-table.js';
import { guardColumns, type ColumnFinding, type Times } from '../features/guard-columns.js';
import { auroc } from '../judging/auroc.js';
import { informationValue, type InformationValue } from '../judging/information-value.js';
import { compareStability, fixStability, hasMoved } from '../judging/stability.js';
import { tallyScores } from '../judging/tally.js';
import { chiSquareP } from '../statistics/distributions.js';
import { benjaminiHochberg } from '../statistics/multiple-testing.js';
import { rankLikeness, standardizeRanks, type StandardRanks } from './rank-likeness.js';

export interface ScreenLimits {
  /** Share of missing values beyond which a column is dropped. */
  missing: number;
  /** Share of one value among those that are there, from which on. */
  dominant: number;
  /** Information value below which. */
  information: number;
  /** Stability index of a period from which on. */
  stability: number;
  /** Rank correlation with a better column from which on. */
  alike: number;
}

export interface ScreenInput {
  table: FeatureTable;
  /** 1, 0, or NaN where it is not known. */
  outcomes: Float64Array;
  /** Period of each row, 0 to `periodCount` − 1 in the order of time. */
  periods: Int32Array;
  periodCount: number;
  /** As in `GuardContext`. */
  event?: Times;
  knownAt?: ReadonlyMap<string, Times>;
  /** Bins of information value and stability. */
  bins: number;
  limits: ScreenLimits;
}

export type DropReason =
  Exclude<ColumnFinding['reason'], 'screened_out'> | 'missing' | 'nearly_constant' | 'weak' | 'unstable' | 'alike';

export interface PeriodFigures {
  rows: number;
  missing: number;
  /** Against the first period; null in it, and where one has no rows. */
  psi: number | null;
  byChance: number | null;
}

export interface ScreenedColumn {
  name: string;
  kind: Feature['kind'];
  rows: number;
  missing: number;
  distinct: number;
  /** Rows with the value that most have. */
  commonest: number;
  /** Null without both outcomes. */
  information: InformationValue | null;
  /** Of the information value being chance, and corrected for all columns that were asked (Benjamini-Hochberg). */
  p: number | null;
  corrected: number | null;
  /** Of the column alone, of its larger values foretelling a 1; null for names. */
  area: number | null;
  /** Whether larger values go with more ones; `none` where the interval of `area` holds 0.5. */
  direction: 'up' | 'down' | 'none' | null;
  periods: PeriodFigures[];
  /** Period with the largest index. */
  worst: number | null;
  reason: DropReason | null;
  /** Column that tells the same, where that is the reason. */
  becauseOf: string | null;
  /** Its likeness to that column. */
  likeness: number | null;
}

const LEVEL = 0.05;
/** Rows that likeness is measured on, at most. */
const LIKENESS_ROWS = 10_000;

/**
 * Kernel for one thread: what each column is worth, and which to keep, in the order of the table. Columns are dropped for one reason, the first
 * of: what `guardColumns` drops, missing, nearly constant, unstable, weak (information value below the limit, or no more than chance), alike (of
 * columns that tell the same the one with the most information is kept). Without both outcomes nothing is weak, and of columns alike the
 * fullest is kept. Throws `model.bad-input`. O(columns × rows log rows × periods + columns² × 10,000).
 */
export function screenColumns(input: ScreenInput): ScreenedColumn[] {
  const { table, outcomes } = input;
  const known = Int32Array.from(outcomes.keys()).filter((row) => !Number.isNaN(outcomes[row]));
  const ones = known.filter((row) => outcomes[row] === 1).length;
  const isJudged = ones > 0 && ones < known.length;
  const judged = isJudged ? takeRows(table, known) : table;
  const target = isJudged ? Float64Array.from(known, (row) => outcomes[row]!) : undefined;
  const guards = guardColumns(judged, guardContext(input, isJudged ? known : null, target));
  const byPeriod = splitPeriods(input);
  const columns = table.features.map((feature, i) =>
    describe(
      feature,
      judged.features[i]!,
      target,
      byPeriod.map(({ features }) => features[i]!),
      input,
    ),
  );
  for (const column of columns) dropSpoiled(column, guards, input.limits);
  correct(columns);
  for (const column of columns) dropWeak(column, input.limits.information);
  dropAlike(columns, table, input.limits.alike);
  return columns;
}

function guardContext({ event, knownAt }: ScreenInput, rows: Int32Array | null, target: Float64Array | undefined) {
  const take = (times: Times): Times =>
    typeof times === 'number' || rows === null ? times : Float64Array.from(rows, (row) => times[row]!);
  return {
    ...(target && { target }),
    ...(event !== undefined && { event: take(event) }),
    ...(knownAt && { knownAt: new Map([...knownAt].map(([name, times]) => [name, take(times)])) }),
  };
}

function splitPeriods({ table, periods, periodCount }: ScreenInput): FeatureTable[] {
  const rows = Array.from({ length: periodCount }, (): number[] => []);
  for (const [row, period] of periods.entries()) rows[period]!.push(row);
  return rows.map((taken) => takeRows(table, taken));
}

function describe(
  feature: Feature,
  judged: Feature,
  target: Float64Array | undefined,
  parts: readonly Feature[],
  { bins }: ScreenInput,
): ScreenedColumn {
  const information = target ? informationValue(judged, target, bins) : null;
  const periods = describePeriods(parts, bins);
  const worst = periods.reduce<number | null>(
    (best, { psi }, i) => (psi !== null && (best === null || psi > periods[best]!.psi!) ? i : best),
    null,
  );
  return {
    name: feature.name,
    kind: feature.kind,
    rows: rowsOf(feature),
    missing: countMissing(feature),
    ...countValues(feature),
    information,
    p: information && chanceOf(information),
    corrected: null,
    ...directionOf(judged, target),
    periods,
    worst,
    reason: null,
    becauseOf: null,
    likeness: null,
  };
}

/** The later periods are held against the first. */
function describePeriods(parts: readonly Feature[], bins: number): PeriodFigures[] {
  const base = parts[0] && fixStability(parts[0], bins);
  return parts.map((part, i) => {
    const moved = i === 0 ? { psi: null, byChance: null } : compareStability(base!, part);
    return { rows: rowsOf(part), missing: countMissing(part), psi: moved.psi, byChance: moved.byChance };
  });
}

/** Upper tail of chi-square: the information value ÷ (1/ones + 1/zeros) is about that where there is nothing in it. */
function chanceOf({ value, byChance, bins }: InformationValue): number | null {
  if (value === null || byChance === null) return null;
  const df = bins.length - 1;
  return df < 1 || byChance === 0 ? 1 : chiSquareP((value / byChance) * df, df);
}

function directionOf(feature: Feature, target: Float64Array | undefined): Pick<ScreenedColumn, 'area' | 'direction'> {
  if (feature.kind === 'categorical' || !target) return { area: null, direction: null };
  const rows = [...feature.values.keys()].filter((row) => !Number.isNaN(feature.values[row]));
  const scored = { scores: rows.map((row) => feature.values[row]!), outcomes: rows.map((row) => target[row]!) };
  const { value, interval } = auroc(tallyScores(scored));
  if (value === null) return { area: null, direction: null };
  const direction = interval === null ? 'none' : interval.low > 0.5 ? 'up' : interval.high < 0.5 ? 'down' : 'none';
  return { area: value, direction };
}

function dropSpoiled(column: ScreenedColumn, guards: readonly ColumnFinding[], limits: ScreenLimits): void {
  const found = guards.find((each) => each.column === column.name && each.drop);
  if (found) {
    column.reason = found.reason as DropReason;
    if (found.reason === 'duplicate') [column.becauseOf, column.likeness] = [found.of, found.agreement];
    return;
  }
  const present = column.rows - column.missing;
  if (column.missing > limits.missing * column.rows) column.reason = 'missing';
  else if (column.commonest >= limits.dominant * present) column.reason = 'nearly_constant';
  else if (column.periods.some((period) => hasMoved(period, limits.stability))) column.reason = 'unstable';
}

/** Only of columns that are still in: those that can't be learned from are no tests. */
function correct(columns: readonly ScreenedColumn[]): void {
  const asked = columns.filter(({ reason }) => reason === null);
  const corrected = benjaminiHochberg(asked.map(({ p }) => p));
  for (const [i, column] of asked.entries()) column.corrected = corrected[i]!;
}

function dropWeak(column: ScreenedColumn, limit: number): void {
  const { value = null } = column.information ?? {};
  if (column.reason !== null || value === null) return;
  if (value < limit || (column.corrected ?? 1) >= LEVEL) column.reason = 'weak';
}

function dropAlike(columns: readonly ScreenedColumn[], table: FeatureTable, limit: number): void {
  const stride = Math.max(1, Math.ceil(table.rows / LIKENESS_ROWS));
  const kept: { name: string; ranks: StandardRanks }[] = [];
  for (const column of bestFirst(columns)) {
    const feature = table.features.find(({ name }) => name === column.name)!;
    if (column.reason !== null || feature.kind === 'categorical') continue;
    const ranks = standardizeRanks(feature, stride);
    const better = firstLike(kept, ranks, limit);
    if (better === undefined) kept.push({ name: column.name, ranks });
    else Object.assign(column, { reason: 'alike', becauseOf: better.name, likeness: better.likeness });
  }
}

function firstLike(
  kept: readonly { name: string; ranks: StandardRanks }[],
  ranks: StandardRanks,
  limit: number,
): { name: string; likeness: number } | undefined {
  for (const { name, ranks: other } of kept) {
    const likeness = rankLikeness(other, ranks);
    if (likeness >= limit) return { name, likeness };
  }
  return undefined;
}

/** Most information first, then the fullest, then by name. */
export function bestFirst(columns: readonly ScreenedColumn[]): ScreenedColumn[] {
  const worth = ({ information }: ScreenedColumn) => information?.value ?? 0;
  return columns.toSorted((a, b) => worth(b) - worth(a) || a.missing - b.missing || (a.name < b.name ? -1 : 1));
}

/** Values that a column has, and rows with the commonest of them; missing ones left out. */
function countValues(feature: Feature): Pick<ScreenedColumn, 'distinct' | 'commonest'> {
  const counts = new Map<number, number>();
  for (const value of feature.kind === 'numeric' ? feature.values : feature.codes) {
    if (feature.kind === 'numeric' ? Number.isNaN(value) : value < 0) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return { distinct: counts.size, commonest: [...counts.values()].reduce((most, count) => Math.max(most, count), 0) };
}
