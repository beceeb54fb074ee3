import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Rewrites a file whose fields stand between runs of blanks (leading and trailing ones mean nothing) with one tab between fields. */
export async function blanksToTabs(from: string, to: string): Promise<void> {
  await pipeline(Readable.from(tabbedLines(from)), createWriteStream(to));
}

async function* tabbedLines(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let chunk = '';
  for await (const line of lines) {
    chunk += `${line
      .replace(/^\uFEFF/, '')
      .trim()
      .replaceAll(/[ \t]+/g, '\t')}\n`;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
