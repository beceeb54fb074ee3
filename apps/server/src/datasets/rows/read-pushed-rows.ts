import { splitFields, splitRecords } from '../files/text/dialect.js';
import { AppError } from '../../common/errors.js';

/** A row as it was pushed: its fields by name, or why it is none. */
export type PushedRow = { row: number } & ({ fields: Record<string, unknown> } | { reason: string; value: string });

/** Types of bodies that rows can be pushed as. */
export const BODY_TYPES = ['application/json', 'application/x-ndjson', 'text/csv'] as const;
export type BodyType = (typeof BODY_TYPES)[number];

/**
 * Rows of a body: the JSON value that was parsed, or the text of lines or of CSV with a header. Rows are numbered from 1; a CSV's header is
 * row 1. Throws `rows.not-rows` for a body that is no rows at all.
 */
export function readPushedRows(type: BodyType, body: unknown): PushedRow[] {
  if (type === 'application/json') return readJson(body);
  const text = String(body).replace(/^\uFEFF/, '');
  return type === 'text/csv' ? readCsv(text) : readLines(text);
}

function readJson(body: unknown): PushedRow[] {
  if (typeof body !== 'object' || body === null) throw notRows('one object, or a list of objects');
  const rows: unknown[] = Array.isArray(body) ? body : [body];
  return rows.map((value, i) => asRow(value, i + 1));
}

function readLines(text: string): PushedRow[] {
  return text.split('\n').flatMap((line, i): PushedRow[] => {
    if (line.trim() === '') return [];
    try {
      return [asRow(JSON.parse(line), i + 1)];
    } catch {
      return [{ row: i + 1, reason: 'not JSON', value: line }];
    }
  });
}

function readCsv(text: string): PushedRow[] {
  const [header, ...records] = splitRecords(text, '"', Infinity);
  if (header === undefined) throw notRows('a header and records');
  const names = splitFields(header, ',', '"').map((name) => name.trim());
  return records.map((record, i) => {
    const row = i + 2;
    const values = splitFields(record, ',', '"');
    if (values.length !== names.length) {
      return { row, reason: `${values.length} fields, the header has ${names.length}`, value: record };
    }
    // An empty field is no value, as in files.
    return { row, fields: Object.fromEntries(names.map((name, at) => [name, values[at] === '' ? null : values[at]])) };
  });
}

function asRow(value: unknown, row: number): PushedRow {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { row, fields: value as Record<string, unknown> };
  }
  return { row, reason: 'not an object', value: JSON.stringify(value) };
}

function notRows(expected: string): AppError {
  return new AppError('rows.not-rows', `The body is not ${expected}.`, {
    severity: 'usage',
    hint: 'Send application/json (an object or a list of objects), application/x-ndjson or text/csv with a header.',
  });
}
