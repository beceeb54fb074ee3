import { alignSequences, type Gap } from './align-sequences.js';
import type { Difference } from './difference.js';
import { surplus } from './number-tokens.js';

/** A number of a document as it is printed, and the block that prints it. */
export interface DocumentFigure {
  text: string;
  block: string;
  /** Printed again on each page that the table goes on. */
  repeats: boolean;
}

/** Stands in a document for a page number, which only the finished file knows. */
export const PAGE_NUMBER = 'page';

/**
 * Compares the numbers of a file, in reading order, with those of the document that it should show. `pages` says how often
 * a table's head may come again. Numbers that only changed places within a block are no difference.
 */
export function compareDocuments(expected: DocumentFigure[], found: string[], pages: number): Difference[] {
  const texts = expected.map((figure) => figure.text);
  const gaps = alignSequences(texts, found, isSame);
  if (gaps === null) return wholeDifference(texts, found);
  const byBlock = new Map<string, { missing: string[]; extra: string[] }>();
  for (const gap of gaps) collect(expected, found, gap, byBlock);
  return [...byBlock].flatMap(([block, { missing, extra }]) => {
    const lost = surplus(missing, extra);
    const added = surplus(surplus(extra, missing), repeatedHeads(expected, block, pages));
    return pairUp(block, lost, added);
  });
}

function isSame(expected: string, found: string): boolean {
  return expected === found || (expected === PAGE_NUMBER && /^\d{1,4}$/.test(found));
}

function collect(
  expected: DocumentFigure[],
  found: string[],
  gap: Gap,
  byBlock: Map<string, { missing: string[]; extra: string[] }>,
): void {
  const entry = (block: string) => {
    const known = byBlock.get(block) ?? { missing: [], extra: [] };
    byBlock.set(block, known);
    return known;
  };
  const lost = expected.slice(...gap.left);
  for (const figure of lost) {
    if (figure.text !== PAGE_NUMBER) entry(figure.block).missing.push(figure.text);
  }
  // A number that took another's place belongs to the same block; one that was put in, to the block before it.
  const before = expected[gap.left[0] - 1] ?? expected[gap.left[1]];
  found.slice(...gap.right).forEach((text, index) => {
    const block = (lost[index] ?? lost.at(-1) ?? before)?.block ?? 'document';
    entry(block).extra.push(text);
  });
}

function repeatedHeads(expected: DocumentFigure[], block: string, pages: number): string[] {
  const once = expected.filter((figure) => figure.block === block && figure.repeats).map(({ text }) => text);
  return Array.from({ length: Math.max(0, pages - 1) }, () => once).flat();
}

function pairUp(block: string, expected: string[], found: string[]): Difference[] {
  return Array.from({ length: Math.max(expected.length, found.length) }, (_, index) => ({
    block,
    expected: expected[index] ?? null,
    found: found[index] ?? null,
  }));
}

function wholeDifference(expected: string[], found: string[]): Difference[] {
  return pairUp('document', surplus(expected, found), surplus(found, expected));
}
