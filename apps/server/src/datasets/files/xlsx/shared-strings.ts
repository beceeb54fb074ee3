import { brokenWorkbook } from './archive.js';
import { parseAll } from './parse-xml.js';

/** Shared texts are kept in memory; this many characters are a workbook of several million different texts. */
const MAX_CHARACTERS = 256 * 1024 ** 2;

/** The texts that cells refer to by number. Runs of different fonts are put together, readings (phonetic runs) left out. */
export async function readSharedStrings(chunks: AsyncIterable<Buffer>, shown: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let inReading = false;
  let characters = 0;
  await parseAll(
    chunks,
    {
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 'rPh') inReading = true;
        else if (name === 't') inText = !inReading;
      },
      text: (part) => {
        if (inText) text += part;
      },
      close: (name) => {
        if (name === 't') inText = false;
        else if (name === 'rPh') inReading = false;
        else if (name === 'si') {
          strings.push(unescapeText(text));
          characters += text.length;
          if (characters > MAX_CHARACTERS) throw brokenWorkbook(shown, 'it holds too many different texts');
        }
      },
    },
    shown,
  );
  return strings;
}

/** Characters that XML can't hold stand in workbooks as `_x000D_`. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
