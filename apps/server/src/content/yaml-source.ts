import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, Location } from './project.js';

export type YamlPath = readonly PropertyKey[];

/** A YAML text with the places of its nodes. `data` is undefined when the text is not YAML. */
export interface YamlSource {
  file: string;
  data: unknown;
  diagnostics: Diagnostic[];
  /** Place of the value at `path`, of its key, or of the nearest parent that exists. */
  locate(path: YamlPath, part?: 'key' | 'value'): Location;
  /** Place of a line and column (1-based) inside the text at `path`; exact in `|` blocks and in texts of one line. */
  locateInText(path: YamlPath, line: number, column: number): Location;
}

/** Reads one YAML document. Syntax errors become located diagnostics; nothing is thrown. */
export function parseYamlSource(file: string, text: string): YamlSource {
  return openYaml(file, text).read();
}

/** A YAML document that may be changed; `read` gives it as it stands, whatever is left of the text with its own places. */
export function openYaml(file: string, text: string): { document: Document.Parsed; read: () => YamlSource } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const found = syntaxDiagnostics(document, place);
  // A key that is written twice is a mistake, and yet all else can be read.
  const isReadable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
  const read = (): YamlSource => {
    const { data, diagnostic }: ReturnType<typeof plainData> = isReadable ? plainData(document, file) : {};
    return {
      file,
      data,
      diagnostics: diagnostic ? [...found, diagnostic] : found,
      locate: (path, part = 'value') => place(nodeOffset(document, path, part)),
      locateInText: (path, line, column) => placeInText(document, text, path, line, column, place),
    };
  };
  return { document, read };
}

function syntaxDiagnostics(document: Document.Parsed, place: (offset: number) => Location): Diagnostic[] {
  // The first error throws the parser off, so what follows it is mostly noise; repeated keys are not.
  const first = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  const errors = document.errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
  return [
    ...errors.map((error) => ({
      ...place(error.pos[0]),
      severity: 'error' as const,
      code: 'yaml.syntax',
      ...(PLAIN[error.code] ?? { message: error.message }),
    })),
    ...document.warnings.map((warning) => ({
      ...place(warning.pos[0]),
      severity: 'warning' as const,
      code: 'yaml.syntax',
      message: warning.message,
    })),
  ];
}

const PLAIN: Partial<Record<string, { message: string; hint: string }>> = {
  TAB_AS_INDENT: {
    message: 'a tab is used to indent',
    hint: 'YAML indents with blanks: replace the tab by two blanks',
  },
  DUPLICATE_KEY: { message: 'this key is written twice', hint: 'keep one of the two' },
  BAD_INDENT: {
    message: 'the indentation does not fit the lines above',
    hint: 'entries of one list or map start in the same column; what belongs to an entry is indented further',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second ":" on one line',
    hint: 'put a text that contains ": " in quotes',
  },
  MULTIPLE_DOCS: { message: 'a second document starts here', hint: 'remove the line "---"' },
};

function plainData(document: Document.Parsed, file: string): { data?: unknown; diagnostic?: Diagnostic } {
  try {
    return { data: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    // The only thing that `toJS` refuses: an alias without anchor, or far too many of them.
    if (!(error instanceof ReferenceError)) throw error;
    return { diagnostic: { file, line: 1, column: 1, severity: 'error', code: 'yaml.alias', message: error.message } };
  }
}

function nodeOffset(document: Document.Parsed, path: YamlPath, part: 'key' | 'value'): number {
  let offset = document.contents?.range?.[0] ?? 0;
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    const next = child(document, node, step);
    if (!next) return offset;
    const wantsKey = part === 'key' && depth === path.length - 1;
    offset = (wantsKey ? next.key : next.value)?.range?.[0] ?? next.key?.range?.[0] ?? offset;
    node = next.value;
  }
  return offset;
}

function child(
  document: Document.Parsed,
  parent: unknown,
  step: PropertyKey,
): { key?: Node; value?: Node } | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const value = node.items[Number(step)] as Node | undefined;
    return value && { value };
  }
  const pair = isMap(node) ? pairOf(node, step) : undefined;
  return pair && { key: pair.key as Node, value: (pair.value as Node | null) ?? undefined };
}

/** The entry of a map under a key, which may be written as a number. */
export function pairOf(map: YAMLMap, key: PropertyKey): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
}

function placeInText(
  document: Document.Parsed,
  text: string,
  path: YamlPath,
  line: number,
  column: number,
  place: (offset: number) => Location,
): Location {
  const node = document.getIn(path as unknown[], true);
  if (!isScalar(node) || !node.range) return place(nodeOffset(document, path, 'value'));
  const start = place(node.range[0]);
  const startLine = start.line ?? 1;
  if (node.type === Scalar.BLOCK_LITERAL) {
    const indent = blockIndent(text.split('\n').slice(startLine));
    return { ...start, line: startLine + line, column: indent + column };
  }
  const quoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
  const isOneLine = place(node.range[1]).line === startLine;
  if (!isOneLine || node.type === Scalar.BLOCK_FOLDED || line > 1) return start;
  return { ...start, column: (start.column ?? 1) + column - 1 + (quoted ? 1 : 0) };
}

function blockIndent(lines: string[]): number {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return first.length - first.trimStart().length;
}
