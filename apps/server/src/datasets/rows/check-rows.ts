import type { RefusedCell } from '../../catalog/tables.js';
import type { DatasetColumn, DatasetSpec, DatasetTest } from '../../content/spec/dataset.js';
import { readCell } from './read-cell.js';
import type { PushedRow } from './read-pushed-rows.js';

export interface CheckedRows {
  /** Values in the order of the columns, as texts that DuckDB casts. */
  accepted: (string | null)[][];
  /** One entry for each refused row: its first mistake. */
  rejects: RefusedCell[];
}

type RowRule = (text: string | null) => string | undefined;

/**
 * Checks pushed rows against the declared columns, and against those of the tests that one row can fail: once accepted, a row must not
 * stop later refreshes.
 */
export function checkRows(spec: DatasetSpec, rows: Iterable<PushedRow>): CheckedRows {
  const columns = (spec.columns ?? []).map((column) => ({ ...column, rules: rulesOf(column, spec) }));
  const names = new Set(columns.map(({ name }) => name));
  const checked: CheckedRows = { accepted: [], rejects: [] };
  for (const pushed of rows) {
    const outcome = checkRow(pushed, columns, names);
    if (Array.isArray(outcome)) checked.accepted.push(outcome);
    else checked.rejects.push(outcome);
  }
  return checked;
}

function checkRow(
  pushed: PushedRow,
  columns: (DatasetColumn & { rules: RowRule[] })[],
  names: ReadonlySet<string>,
): (string | null)[] | RefusedCell {
  const { row } = pushed;
  if (!('fields' in pushed)) return { row, column: null, value: pushed.value, reason: pushed.reason };
  const { fields } = pushed;
  const unknown = Object.keys(fields).find((name) => !names.has(name));
  if (unknown !== undefined) {
    return { row, column: unknown, value: shown(fields[unknown]), reason: 'there is no such column' };
  }
  const values: (string | null)[] = [];
  for (const { name, type, rules } of columns) {
    const value = Object.hasOwn(fields, name) ? fields[name] : null;
    const cell = readCell(value, type ?? 'VARCHAR');
    const reason = 'reason' in cell ? cell.reason : rules.map((rule) => rule(cell.text)).find((found) => found);
    if (reason !== undefined) return { row, column: name, value: shown(value), reason };
    values.push('text' in cell ? cell.text : null);
  }
  return values;
}

function rulesOf(column: DatasetColumn, { key = [], tests }: DatasetSpec): RowRule[] {
  const isKey = key.includes(column.name);
  return [...(isKey ? [required] : []), ...tests.flatMap((test) => ruleOf(test, column) ?? [])];
}

function ruleOf(test: DatasetTest, { name, type = '' }: DatasetColumn): RowRule | undefined {
  if ('not_null' in test && test.not_null.includes(name)) return required;
  if ('accepted' in test && test.accepted.column === name) {
    const values = new Set(test.accepted.values.map(String));
    return (text) => (text === null || values.has(text) ? undefined : 'not one of the accepted values');
  }
  if (!('range' in test) || test.range.column !== name) return undefined;
  const { min, max } = test.range;
  const midnight = /^TIMESTAMP$/i.test(type) ? ' 00:00:00' : '';
  const compare = (text: string, bound: string | number) =>
    typeof bound === 'number' ? Number(text) - bound : text === bound + midnight ? 0 : text < bound + midnight ? -1 : 1;
  return (text) => {
    if (text === null) return undefined;
    if (min !== undefined && compare(text, min) < 0) return `less than ${min}`;
    return max !== undefined && compare(text, max) > 0 ? `more than ${max}` : undefined;
  };
}

function required(text: string | null): string | undefined {
  return text === null ? 'no value' : undefined;
}

/** A value in a list of refused rows; a long one is cut. */
function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
