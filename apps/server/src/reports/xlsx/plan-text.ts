import type { SheetDraft } from './sheet-draft.js';

/** Paragraphs and list items of a text, one row each. */
export function planText(sheet: SheetDraft, key: string, text: string, role: 'text' | 'note'): void {
  for (const paragraph of text.split(/\n\s*\n|\n(?=- )/)) {
    const value = paragraph.replace(/^- /, '• ').trim();
    if (value !== '') sheet.addWideRow([{ column: 1, value, role, block: key, align: 'left' }]);
  }
}

/** Lines as they are, one row each. */
export function planLines(sheet: SheetDraft, key: string, text: string): void {
  for (const line of text.trimEnd().split('\n')) {
    sheet.addWideRow([{ column: 1, value: line === '' ? null : line, role: 'text', block: key, align: 'left' }]);
  }
}
