import { AppError } from '../common/errors.js';
import { nearest, suggest } from './did-you-mean.js';
import { escapeRegExp } from './escape-reg-exp.js';
import type { Diagnostic } from './project.js';
import type { PatchedSql } from './patched-sql.js';
import type { SqlText } from './sql-text.js';

/** Codes of a column and a function that a SELECT names and that are not there. */
export const UNKNOWN_COLUMN = 'sql.unknown-column';
export const UNKNOWN_FUNCTION = 'sql.unknown-function';

/** What the engine says of a SELECT that it cannot bind. */
export interface SqlMistake {
  diagnostic: Diagnostic;
  /** The name that is not there, where that is all. */
  missing?: string;
  /** The name that was meant. */
  meant?: string | undefined;
  line: number;
  /** In the text as it was written. */
  column: number;
}

/** Kinds of engine errors that are mistakes of the text whatever the rows are. */
const MISTAKES = ['Binder', 'Catalog'];

const COLUMNS = [
  /^Referenced column "(.+)" (?:not|was not) found/,
  /^(?:Table|Values list) ".+" does not have a column named "(.+)"/,
];
const FUNCTION = /^(?:\w+ )*Function with name "?(\w+)"? does not exist/;

/** Whether a failure is a mistake of the text whatever the rows are. */
export function isMistake({ details }: AppError): boolean {
  return MISTAKES.includes(String(details['kind']));
}

/** Reads a mistake out of the engine's words; `patched` is what it was given. */
export function readMistake(text: SqlText, patched: PatchedSql, error: AppError): SqlMistake {
  const { line = 1, column } = error.details as { line?: number; column?: number };
  const [first = '', ...more] = error.message.split('\n').filter((each) => each.trim() !== '');
  const candidates = [...(more.join(' ').match(/"[^"]+"/g) ?? [])].map((name) => name.slice(1, -1));
  const missing = COLUMNS.map((pattern) => pattern.exec(first)?.[1]).find((name) => name !== undefined);
  const absent = missing ?? FUNCTION.exec(first)?.[1];
  const place = { line, column: columnOf(text.sql, line, column && patched.originalColumn(line, column), absent) };
  const found = { ...text.at(place.line, place.column), severity: 'error' as const };
  if (absent === undefined) {
    const hint = more.length === 0 ? {} : { hint: more.join(' ') };
    return { diagnostic: { ...found, code: 'sql.invalid', message: `SQL: ${first}`, ...hint }, ...place };
  }
  const [what, code] = missing === undefined ? ['function', UNKNOWN_FUNCTION] : ['column', UNKNOWN_COLUMN];
  const hint = candidates.length > 0 ? suggest(absent, candidates, `${what}s`) : more.join(' ');
  const diagnostic = { ...found, code, message: `there is no ${what} "${absent}"`, ...(hint && { hint }) };
  return { diagnostic, missing: absent, meant: nearest(absent, candidates), ...place };
}

/** The engine cuts long lines in its excerpt, and wide letters move its mark: the name itself tells the place then. */
function columnOf(sql: string, line: number, column: number | undefined, name: string | undefined): number {
  const text = sql.split('\n')[line - 1] ?? '';
  if (name === undefined) return column ?? 1;
  const reference = new RegExp(`^(?:[\\w"]+\\s*\\.\\s*)*"?${escapeRegExp(name)}(?!\\w)`, 'iu');
  if (column !== undefined && reference.test(text.slice(column - 1))) return column;
  const word = new RegExp(`(?<![\\w$])${escapeRegExp(name)}(?!\\w)`, 'iu');
  return Math.max(0, text.search(word)) + 1;
}
