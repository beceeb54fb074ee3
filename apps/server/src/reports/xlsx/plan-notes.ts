import type { FormatSettings } from '../../blocks/format-value.js';
import type { ResolvedColumn, Result } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { planRows } from './plan-table.js';
import { planText } from './plan-text.js';
import { SheetDraft } from './sheet-draft.js';
import { word } from './words.js';

const BLOCK = 'notes';

/** The last sheet: what was read, how it was made, what was left out, what the words mean. */
export function planNotes(name: string, result: Result): SheetDraft {
  const sheet = new SheetDraft(name);
  const { language } = result;
  sheet.addWideRow([{ column: 1, value: word('notes', language), role: 'finding', block: BLOCK, align: 'left' }]);
  sheet.skip();
  planInputs(sheet, result);
  planProvenance(sheet, result);
  if (result.method !== undefined) {
    planCaption(sheet, word('method', language));
    planText(sheet, BLOCK, result.method, 'text');
    sheet.skip();
  }
  planPairs(
    sheet,
    word('omitted', language),
    result.omitted.map(({ title, reason }) => [title, reason]),
  );
  planPairs(
    sheet,
    word('glossary', language),
    result.glossary.map(({ term, text }) => [term, text]),
  );
  return sheet;
}

function planInputs(sheet: SheetDraft, result: Result): void {
  const { language } = result;
  const settings: FormatSettings = { language, currency: result.currency };
  const columns = [
    column(word('dataset', language)),
    column(word('table', language)),
    { ...column(word('rows', language), 'number'), align: 'right' as const },
    { ...column(word('refused', language), 'number'), align: 'right' as const },
    column(word('from', language), 'date'),
    column(word('to', language), 'date'),
    column(word('version', language)),
  ];
  const rows = result.inputs.flatMap((input) =>
    input.tables.map((table, index): Value[] => [
      input.dataset,
      table.name,
      table.rows,
      index === 0 ? input.refused : null,
      input.from ?? null,
      input.to ?? null,
      input.version.slice(0, 12),
    ]),
  );
  planCaption(sheet, word('inputs', language));
  planRows(sheet, BLOCK, columns, rows, [], settings);
  sheet.skip();
}

function planProvenance(sheet: SheetDraft, result: Result): void {
  const { language } = result;
  const parameters = Object.entries(result.parameters).map(([key, value]) => `${key} = ${String(value ?? '–')}`);
  planPairs(sheet, word('provenance', language), [
    [word('result', language), result.id],
    [word('digest', language), result.digest],
    [word('software', language), `Decile ${result.software.decile}, DuckDB ${result.software.duckdb}`],
    [word('as_of', language), `${result.as_of} (${result.time_zone})`],
    ...(parameters.length === 0 ? [] : [[word('parameters', language), parameters.join(', ')] as [string, string]]),
  ]);
}

function planPairs(sheet: SheetDraft, title: string, pairs: [string, string][]): void {
  if (pairs.length === 0) return;
  planCaption(sheet, title);
  for (const [label, text] of pairs) {
    sheet.fit(1, label);
    sheet.addWideRow([
      { column: 1, value: label, role: 'label', block: BLOCK, align: 'left' },
      { column: 2, value: text, role: 'text', block: BLOCK, align: 'left' },
    ]);
  }
  sheet.skip();
}

function planCaption(sheet: SheetDraft, value: string): void {
  sheet.addWideRow([{ column: 1, value, role: 'caption', block: BLOCK, align: 'left' }]);
}

function column(title: string, format: 'text' | 'number' | 'date' = 'text'): ResolvedColumn {
  return { name: title, title, format, align: 'left' };
}
