import { SaxesParser } from 'saxes';
import { AppError } from '../../../common/errors.js';
import { brokenWorkbook } from './archive.js';

const MAX_DEPTH = 64;
/** No tag or text of an honest workbook is as long; a cell holds 32,767 characters. */
const MAX_TOKEN_BYTES = 16 * 1024 ** 2;

/** Names come without namespace prefix, since some programs write `x:row`. */
export interface XmlHandlers {
  open(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/**
 * Parses XML as a stream and yields after each chunk, so that the caller can take what the handlers have gathered. A document type (and
 * with it every entity), deep nesting and endless tokens are refused: `dataset.broken-workbook`.
 */
export async function* parseXml(
  chunks: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  shown: string,
): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const token = { bytes: 0 };
  const parser = startParser(handlers, shown, token);
  const guarded = (write: () => void): void => {
    try {
      write();
    } catch (thrown) {
      throw thrown instanceof AppError ? thrown : brokenWorkbook(shown, (thrown as Error).message, thrown);
    }
  };
  for await (const chunk of chunks) {
    token.bytes += chunk.length;
    guarded(() => parser.write(decoder.decode(chunk, { stream: true })));
    if (token.bytes > MAX_TOKEN_BYTES) throw brokenWorkbook(shown, 'it holds an endless text');
    yield;
  }
  guarded(() => parser.write(decoder.decode()).close());
  yield;
}

function startParser(handlers: XmlHandlers, shown: string, token: { bytes: number }): SaxesParser {
  const parser = new SaxesParser({ position: false });
  let depth = 0;
  parser.on('error', (error) => {
    throw brokenWorkbook(shown, error.message, error);
  });
  parser.on('doctype', () => {
    throw brokenWorkbook(shown, 'its XML declares a document type, which no workbook does');
  });
  parser.on('opentag', ({ name, attributes }) => {
    token.bytes = 0;
    if (++depth > MAX_DEPTH) throw brokenWorkbook(shown, `its XML is nested more than ${MAX_DEPTH} deep`);
    handlers.open(localName(name), attributes as Record<string, string>);
  });
  parser.on('closetag', ({ name }) => {
    token.bytes = 0;
    depth--;
    handlers.close?.(localName(name));
  });
  if (handlers.text) parser.on('text', (text) => handlers.text!(text));
  if (handlers.text) parser.on('cdata', (text) => handlers.text!(text));
  return parser;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Parses a whole part with handlers that gather for themselves. */
export async function parseAll(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers, shown: string): Promise<void> {
  const parsing = parseXml(chunks, handlers, shown);
  while (!(await parsing.next()).done);
}
