import { open } from 'node:fs/promises';
import { AppError } from '../../../common/errors.js';
import { quoteText } from '../../../engine/quote.js';
import { wrongType } from '../file-kind.js';

/** Longest JSON text of one row. */
const MAX_ROW_BYTES = 16 * 1024 ** 2;
const TAIL_BYTES = 4096;

/**
 * Relation over a JSON file with the columns row (place in the array, or line), text, and json (NULL where the text is none). An array that is
 * broken has no rows after that, so it fails as a whole; a broken line is one row.
 */
export function jsonRelation(path: string, isArray: boolean): string {
  const file = quoteText(path);
  if (isArray) {
    return `(
      SELECT row_number() OVER () AS "row", json::VARCHAR AS text, json
      FROM read_json_objects(${file}, format = 'array', maximum_object_size = ${MAX_ROW_BYTES}))`;
  }
  // Characters that no JSON text can hold, so that a line is one field whatever stands in it.
  const whole = `delim = '\u0001', quote = '\u0002', escape = '\u0002', header = false, auto_detect = false, new_line = '\\n'`;
  return `(
    SELECT "row", text, CASE WHEN json_valid(text) THEN text::JSON END AS json
    FROM (
      SELECT row_number() OVER () AS "row", trim(line, e' \\t\\r') AS text
      FROM read_csv(${file}, columns = {'line': 'VARCHAR'}, ${whole}, strict_mode = false, max_line_size = ${MAX_ROW_BYTES}))
    WHERE text <> '')`;
}

/** Whether the file is one array; throws for one object over several lines, which is neither an array nor one row a line. */
export function isJsonArray(head: string, shown: string, declared: string | undefined): boolean {
  const start = head.trimStart();
  if (start.startsWith('[')) {
    if (declared !== 'ndjson') return true;
    throw wrongType(shown, 'a JSON array, not one object per line', 'Write `format: json`, or leave the format out.');
  }
  if (/^\{\s*\n/.test(start) || !start.startsWith('{')) {
    const what = start.startsWith('{') ? 'one JSON object, not a list of rows' : 'not JSON';
    throw wrongType(shown, what, 'Give an array of objects, or one object on each line.');
  }
  return false;
}

/** Throws `dataset.broken-json` for an array that does not end, which the engine lets pass when it is cut off after a comma. */
export async function assertArrayEnds(path: string, shown: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    await handle.read(tail, 0, tail.length, size - tail.length);
    if (!tail.toString('latin1').trimEnd().endsWith(']')) throw notSound(shown, 'its array does not end');
  } finally {
    await handle.close();
  }
}

/** What the engine says of a broken array, in words that name the file. Other failures are passed on. */
export function brokenJson(thrown: unknown, shown: string): unknown {
  const found = thrown instanceof Error && /at byte (\d+) in record\/value (\d+): (.*?)\.?\s*$/m.exec(thrown.message);
  const tooLong =
    thrown instanceof Error && /maximum_object_size|max_line_size|maximum line size/i.test(thrown.message);
  if (!found && !tooLong) return thrown;
  const why = found ? `${found[3]} at or before row ${found[2]}` : 'a row is longer than 16 MB';
  return notSound(shown, why, thrown);
}

function notSound(shown: string, why: string, cause?: unknown): AppError {
  return new AppError('dataset.broken-json', `${shown} is not sound JSON: ${why}.`, {
    hint: 'Was it cut off? One object per line survives a broken row; an array does not.',
    details: { path: shown },
    cause,
  });
}
