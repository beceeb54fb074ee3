import type { QueryResult, Value } from '../common/value.js';
import { readChunks, type RowStream } from '../engine/row-stream.js';

/** For eyes on a terminal: columns aligned, numbers to the right, the number of rows below. */
export function tableText({ columns, rows }: QueryResult): string {
  const widths = columns.map(({ name }, i) => Math.max(width(name), ...rows.map((row) => width(cell(row[i] ?? null)))));
  const line = (cells: string[], right: boolean[]): string =>
    cells
      .map((text, i) => pad(text, widths[i] ?? 0, right[i] ?? false))
      .join('  ')
      .trimEnd();
  const right = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  const head = line(
    columns.map(({ name }) => name),
    right,
  );
  const body = rows.map((row) =>
    line(
      columns.map((_, i) => cell(row[i] ?? null)),
      right,
    ),
  );
  return `${[head, widths.map((n) => '-'.repeat(n)).join('  '), ...body].join('\n')}\n(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`;
}

/** Columns that a terminal gives a text: Hangul and CJK take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, letter) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );
}

function pad(text: string, to: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - width(text)));
  return right ? blanks + text : text + blanks;
}

/** As tableText, of a whole stream. */
export async function tableOf(stream: RowStream): Promise<string> {
  const rows: Value[][] = [];
  for await (const chunk of readChunks(stream)) rows.push(...chunk);
  return tableText({ columns: stream.columns, rows });
}

/** CSV, some thousand rows at a time; a text that a spreadsheet would take for a formula is led by an apostrophe. */
export async function* csvText(stream: RowStream): AsyncGenerator<string> {
  yield csvLine(stream.columns.map(({ name }) => name));
  for await (const rows of readChunks(stream)) yield rows.map((row) => csvLine(row.map(harmless))).join('');
}

/** One JSON array of objects, some thousand rows at a time. */
export async function* jsonText(stream: RowStream): AsyncGenerator<string> {
  let before = '[';
  for await (const rows of readChunks(stream)) {
    const objects = rows.map((row) =>
      JSON.stringify(Object.fromEntries(stream.columns.map(({ name }, i) => [name, row[i] ?? null]))),
    );
    yield before + objects.join(',');
    before = ',';
  }
  yield before === '[' ? '[]\n' : ']\n';
}

function csvLine(cells: string[]): string {
  const quoted = cells.map((text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  return `${quoted.join(',')}\n`;
}

function harmless(value: Value): string {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^-\d[\d.]*$/.test(value)
    ? `'${value}`
    : cell(value);
}

function cell(value: Value): string {
  return value === null ? '' : String(value);
}
