import type { ColumnShape } from '../project.js';
import type { AnalysisKind, AnalysisOf } from '../spec/dataset.js';
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
