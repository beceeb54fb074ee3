import { escapeRegExp } from './escape-reg-exp.js';
import { AppError } from '../common/errors.js';
import type { SqlBinding } from './bind-sql.js';
import { suggest } from './did-you-mean.js';
import type { ColumnShape, Diagnostic, Location, TablesOf } from './project.js';
import type { SqlText } from './sql-text.js';

/** Every dataset that the project names, sound or not: `table` is read by its name, `schema` as `<dataset>.<table>`, of `unknown` it can't be told. */
export type DatasetShapes = ReadonlyMap<string, 'table' | 'schema' | 'unknown' | 'absent'>;

export interface LinkedSql {
  /** Datasets read, sorted. */
  inputs: string[];
  diagnostics: Diagnostic[];
  /** What a SELECT gives, where that can be told without data. */
  columns?: ColumnShape[];
}

/**
 * Finds the datasets that a SELECT reads, and with a binding its columns; unknown datasets and columns and syntax errors are located at the
 * word. Infrastructure errors of `tablesOf` pass through.
 */
export async function linkSql(
  text: SqlText,
  shapes: DatasetShapes,
  tablesOf: TablesOf,
  binding?: SqlBinding,
): Promise<LinkedSql> {
  const tables = await tablesOf(text.sql).catch((error: unknown) => syntaxDiagnostic(text, error));
  if (!Array.isArray(tables)) return { inputs: [], diagnostics: [tables] };
  const linked = mergeLinked(tables.map((table) => linkTable(table, shapes, () => placeOfTable(text, table))));
  const isAbsent = (table: string): boolean => shapes.get(table.split('.')[0] ?? '') === 'absent';
  if (binding === undefined || linked.diagnostics.length > 0 || tables.some(isAbsent)) return linked;
  const bound = await binding.bind(text, linked.inputs);
  return { ...linked, ...bound };
}

/** Links one table name (`orders`, `grades.scores`); `place` is asked only for a mistake. */
export function linkTable(table: string, shapes: DatasetShapes, place: () => Location): LinkedSql {
  const [dataset = '', ...rest] = table.split('.');
  const shape = shapes.get(dataset);
  const problem = (code: string, message: string, hint: string): LinkedSql => ({
    inputs: [],
    diagnostics: [{ ...place(), severity: 'error', code, message, hint }],
  });
  if (shape === 'absent') return { inputs: [], diagnostics: [] };
  if (shape === undefined) {
    return problem('sql.unknown-dataset', `unknown dataset "${dataset}"`, suggest(dataset, shapes.keys(), 'datasets'));
  }
  if (shape === 'schema' && rest.length !== 1) {
    return problem('sql.table-missing', `"${dataset}" holds several tables`, `write ${dataset}.<table>`);
  }
  if (shape === 'table' && rest.length > 0) {
    return problem('sql.table-unknown', `"${dataset}" is one table and has no "${rest.join('.')}"`, `write ${dataset}`);
  }
  return { inputs: [dataset], diagnostics: [] };
}

/** Union of several findings: inputs sorted and named once. */
export function mergeLinked(parts: readonly LinkedSql[]): LinkedSql {
  return {
    inputs: [...new Set(parts.flatMap((part) => part.inputs))].sort(),
    diagnostics: parts.flatMap((part) => part.diagnostics),
  };
}

/** The diagnostic of SQL that cannot be parsed, at its place; infrastructure errors pass through. */
export function syntaxDiagnostic(text: SqlText, error: unknown): Diagnostic {
  if (!(error instanceof Error)) throw error;
  if (error instanceof AppError && error.severity === 'infrastructure') throw error;
  const details: Record<string, unknown> = error instanceof AppError ? error.details : {};
  const line = wholeNumber(details['line']) ?? wholeNumber(/LINE (\d+):/.exec(error.message)?.[1]) ?? 1;
  const hint = error instanceof AppError ? error.hint : undefined;
  return {
    ...text.at(line, wholeNumber(details['column']) ?? 1),
    severity: 'error',
    code: 'sql.syntax',
    message: error instanceof AppError ? firstLine(error.message) : `SQL: ${firstLine(error.message)}`,
    ...(hint ? { hint } : {}),
  };
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/^Parser Error: /, '');
}

function wholeNumber(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function placeOfTable(text: SqlText, table: string): Location {
  const bare = blankOut(text.sql);
  const word = table.split('.').map(escapeRegExp).join('"?\\s*\\.\\s*"?');
  const afterKeyword = new RegExp(`(?:\\bfrom|\\bjoin|,)\\s*\\(?\\s*"?(?=${word}(?![A-Za-z0-9_]))`, 'gi');
  const anywhere = new RegExp(`(?<![A-Za-z0-9_.])(?=${word}(?![A-Za-z0-9_]))`, 'gi');
  const found = afterKeyword.exec(bare) ?? anywhere.exec(bare);
  if (!found) return text.at(1, 1);
  const before = bare.slice(0, found.index + found[0].length).split('\n');
  return text.at(before.length, (before.at(-1) ?? '').length + 1);
}

/** Comments and string literals become blanks of the same length, so that only names are found. */
function blankOut(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (match) => match.replaceAll(/[^\n]/g, ' '));
}
