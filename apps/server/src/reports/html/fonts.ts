import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import { sha256 } from '../../common/canonical.js';

/** Name under which style sheets and charts ask for the family. */
export const FONT_FAMILY = 'Decile Sans';

const WEIGHTS = [
  { weight: 400, file: 'Pretendard-Regular.ttf' },
  { weight: 600, file: 'Pretendard-SemiBold.ttf' },
  { weight: 700, file: 'Pretendard-Bold.ttf' },
];
const FEATURES = ['tnum', 'kern', 'ccmp', 'locl', 'mark', 'mkmk', 'liga'];
const MOST_CACHED = 64;
/** Always there, so that page numbers and counters need no look at the text. */
const BASIC_LATIN = Array.from({ length: 95 }, (_, index) => 32 + index);

const sources = new Map<string, Promise<Buffer>>();
const subsets = new Map<string, Promise<string>>();

/**
 * `@font-face` rules with the family in three weights, cut down to the characters of `text` and inlined as TrueType (CFF outlines would
 * become Type 3 in a PDF). Tabular figures are kept. Cached by character set; about 10 ms a weight otherwise.
 */
export function embedFonts(text: string): Promise<string> {
  const characters = characterSet(text);
  const key = sha256(characters);
  const cached = subsets.get(key);
  if (cached) return cached;
  const made = fontFaces(characters);
  made.catch(() => subsets.delete(key));
  subsets.set(key, made);
  const oldest = subsets.keys().next().value;
  if (subsets.size > MOST_CACHED && oldest !== undefined) subsets.delete(oldest);
  return made;
}

/** Folder with the family's TrueType files. */
export function fontFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('pretendard/package.json');
  return join(dirname(manifest), 'dist/public/static/alternative');
}

/** The printable characters of a text and Basic Latin, each once, in order: a document is long, its alphabet short. */
function characterSet(text: string): string {
  const seen = new Uint8Array(0x110000);
  const codes = BASIC_LATIN.slice();
  seen.fill(1, 0, 0x7f);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at += 1;
    if (seen[code] === 0) codes.push(code);
    seen[code] = 1;
  }
  return String.fromCodePoint(...codes.sort((a, b) => a - b));
}

async function fontFaces(characters: string): Promise<string> {
  const faces = await Promise.all(
    WEIGHTS.map(async ({ weight, file }) => {
      const font = await subsetFont(await readSource(file), characters, { keepFeatures: FEATURES, noHinting: true });
      const url = `data:font/ttf;base64,${font.toString('base64')}`;
      return `@font-face{font-family:"${FONT_FAMILY}";font-weight:${weight};src:url(${url}) format("truetype")}`;
    }),
  );
  return faces.join('\n');
}

function readSource(file: string): Promise<Buffer> {
  let source = sources.get(file);
  if (!source) {
    source = readFile(join(fontFolder(), file));
    source.catch(() => sources.delete(file));
    sources.set(file, source);
  }
  return source;
}
