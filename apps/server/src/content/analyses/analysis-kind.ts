import type { ColumnShape } from '../project.js';
import type { AnalysisKind, AnalysisOf } from '../spec/dataset.js';
import type { FeatureColumns, Outcome } from '../spec/model-columns.js';
import type { YamlPath } from '../yaml-source.js';

/** A column of the input, or a table, that an analysis names, and where below `analysis:` it does so. */
export interface Named {
  name: string;
  path: YamlPath;
}

/** DuckDB types by column, by table without the dataset's name, in the order in which they are written. */
export type TableTypes = Record<string, Record<string, string>>;

/** What `decile check` has to know of a kind of analysis. */
export interface AnalysisShape<Kind extends AnalysisKind> {
  columns(analysis: AnalysisOf<Kind>): Named[];
  /** Tables that it reads beside its input. */
  reads?(analysis: AnalysisOf<Kind>): Named[];
  /** All named columns are among the input's. */
  tables(analysis: AnalysisOf<Kind>, input: readonly ColumnShape[]): TableTypes;
}

/** What a column is called, in both languages. */
export const TITLES = { title_ko: 'VARCHAR', title_en: 'VARCHAR' } as const;

/** The column that an outcome names. */
export function namedOutcome(outcome: Outcome): Named {
  return typeof outcome === 'string'
    ? { name: outcome, path: ['outcome'] }
    : { name: outcome.column, path: ['outcome', 'column'] };
}

/** The columns that are to be learned from, or not. */
export function namedFeatures({ only, except, dates }: FeatureColumns): Named[] {
  return [
    ...(only ?? []).map((name, i) => ({ name, path: ['features', 'only', i] })),
    ...except.map((name, i) => ({ name, path: ['features', 'except', i] })),
    ...Object.keys(dates).map((name) => ({ name, path: ['features', 'dates', name] })),
  ];
}

/** Columns that may be known only after the outcome, and those with the days that tell. */
export function namedTimes({
  known_on,
  decided_on,
}: {
  known_on: Record<string, string>;
  decided_on?: string | undefined;
}): Named[] {
  return [
    ...Object.entries(known_on).flatMap(([name, date]) => [
      { name, path: ['known_on', name] },
      { name: date, path: ['known_on', name] },
    ]),
    ...(decided_on === undefined ? [] : [{ name: decided_on, path: ['decided_on'] }]),
  ];
}

/** Type of a column that is known to be there. */
export function typeOf(name: string, input: readonly ColumnShape[]): string {
  return input.find((column) => column.name === name)!.type;
}

/** Decimal digits that sums of a column keep: its own when DECIMAL, none for integers, else four. */
export function moneyScale(type: string): number {
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)/.exec(type);
  if (decimal) return Number(decimal[1]);
  return type.includes('INT') ? 0 : 4;
}
