import type { Value } from '../common/value.js';
import { quoteText } from './quote.js';

/** Strings, quoted names, comments and `$name`s: what a statement is made of as far as parameters go. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_][A-Za-z0-9_]*)/g;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

export interface InlinedSql {
  sql: string;
  /** Parameters without a value, with their places (1-based). */
  missing: { name: string; line: number; column: number }[];
  /** Column (1-based) of the original text that a line and column of `sql` stand for. */
  originalColumn(line: number, column: number): number;
}

/**
 * Writes values in the place of `$name` parameters, for trying a statement whose parameters would leave its types open. Only for
 * statements that are prepared and never run. Names without a value stay as they are.
 */
export function inlineParameters(sql: string, values: Record<string, Value>): InlinedSql {
  const shifts: { line: number; end: number; by: number }[] = [];
  const missing: InlinedSql['missing'] = [];
  let done = '';
  let last = 0;
  for (const token of sql.matchAll(TOKEN)) {
    const name = token[1];
    if (name === undefined) continue;
    if (!Object.hasOwn(values, name)) {
      missing.push({ name, ...placeOf(sql, token.index) });
      continue;
    }
    const literal = literalOf(values[name] ?? null);
    done += sql.slice(last, token.index) + literal;
    last = token.index + token[0].length;
    const lines = done.split('\n');
    shifts.push({ line: lines.length, end: (lines.at(-1) ?? '').length, by: literal.length - token[0].length });
  }
  return {
    sql: done + sql.slice(last),
    missing,
    originalColumn: (line, column) =>
      shifts.reduce((at, shift) => (shift.line === line && column > shift.end ? at - shift.by : at), column),
  };
}

function placeOf(sql: string, index: number): { line: number; column: number } {
  const before = sql.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The types are those that `bindParameters` gives. */
function literalOf(value: Value): string {
  if (typeof value === 'string') return ISO_DATE.test(value) ? `DATE ${quoteText(value)}` : quoteText(value);
  return String(value);
}
