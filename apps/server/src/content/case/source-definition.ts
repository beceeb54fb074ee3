import { parseDocument, type Document, type Pair, type YAMLMap } from 'yaml';
import type { ColumnShape } from '../project.js';
import type { DatasetColumn, DatasetSpec } from '../spec/dataset.js';

/** Where the rows of a source lie in the project of a case. */
export function dataFile(name: string): string {
  return `data/${name}.csv`;
}

const NOTE = [
  ' Your own file: put it in the place of the one that `path` names (or name yours there) and write into each',
  ' `from` what the column is called in it. Nothing else needs an edit. Columns in any order, and more of them, do no harm.',
].join('\n');

/** Columns of a generated dataset as a reader's file gives them: money takes cents, which the demo, counting in won, has not. */
export function fileColumns(
  { columns = [] }: Pick<DatasetSpec, 'columns'>,
  made: readonly ColumnShape[],
): ColumnShape[] {
  return made.map(({ name, type }) => {
    const declared = columns.find((each) => each.name === name);
    return { name, type: isMoney(declared?.format) ? withCents(type) : type };
  });
}

/** `text`, the definition of a dataset by a SELECT, as that of the same dataset from a CSV with these columns. */
export function composeSource(name: string, text: string, columns: readonly ColumnShape[]): string {
  const document = parseDocument(text);
  const { columns: declared = [] } = document.toJS() as Partial<DatasetSpec>;
  const entries = columns.map(({ name: column, type }) => {
    const { name: _name, type: _type, ...words } = declared.find((each) => each.name === column) ?? {};
    return { name: column, from: column, type, ...words };
  });
  const seq = document.createNode(entries);
  for (const item of seq.items) (item as YAMLMap).flow = true;
  const file = document.createPair('file', { path: dataFile(name) }) as unknown as Pair;
  (file.key as { commentBefore?: string }).commentBefore = NOTE;
  putAfterWords(document, [file, document.createPair('columns', seq) as unknown as Pair]);
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function isMoney(format: DatasetColumn['format'] | undefined): boolean {
  return format === 'money' || (typeof format === 'object' && format.kind === 'money');
}

function withCents(type: string): string {
  const [, width, digits] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  if (width === undefined || Number(digits) >= 2) return type;
  return `DECIMAL(${Math.max(18, Math.min(38, Number(width) + 2))},2)`;
}

/** In the place of what is there under the same key, behind title and description. */
function putAfterWords(document: Document, pairs: readonly Pair[]): void {
  const { items } = document.contents as YAMLMap;
  const keyOf = (pair: Pair): string => String(pair.key);
  const added = pairs.map(keyOf);
  const kept = items.filter((pair) => !added.includes(keyOf(pair)));
  const words = kept.filter((pair) => ['title', 'description'].includes(keyOf(pair)));
  const rest = kept.filter((pair) => !words.includes(pair));
  items.splice(0, items.length, ...words, ...pairs, ...rest);
}
