import type { FileSource } from '../../../content/spec/dataset.js';
import { quoteName, quoteText } from '../../../engine/quote.js';
import { emptyFile } from '../file-kind.js';
import type { Opening, ReadableText } from '../readable-text.js';
import { REFUSED_ROWS } from '../rejects.js';
import type { SourceFile } from '../source-files.js';
import { openUtf8 } from '../text/open-text.js';
import { findJsonColumns, type JsonColumn } from './json-keys.js';
import { assertArrayEnds, brokenJson, isJsonArray, jsonRelation } from './json-relation.js';

/**
 * Writes the rows of a JSON file as delimited text, each record led by its place (in an array) or line. Rows that are no objects are noted
 * among the refused rows. Throws `dataset.broken-json`, `dataset.empty`, `dataset.too-many-columns`.
 */
export async function jsonToCsv(
  { workspace, signal }: Opening,
  file: Pick<SourceFile, 'path' | 'shown' | 'utf8'>,
  source: Pick<FileSource, 'format' | 'encoding'>,
  scratch: string,
): Promise<ReadableText> {
  const { path, head, encoding } = await openUtf8(file, source.encoding, `${scratch}.txt`);
  const isArray = isJsonArray(head, file.shown, source.format);
  if (isArray) await assertArrayEnds(path, file.shown);
  const relation = jsonRelation(path, isArray);
  try {
    const columns = await findJsonColumns(workspace, relation, file.shown, signal);
    if (columns.length === 0) throw emptyFile(file.shown, isArray ? 'holds no objects' : 'holds no whole JSON object');
    await workspace.run(compileRefused(relation, file.shown), {}, signal);
    await workspace.run(compileCopy(relation, columns, scratch), {}, signal);
    const first = columns.map(({ title }) => title);
    const textual = new Set(columns.flatMap(({ isTextual }, i) => (isTextual ? [i] : [])));
    const dialect = { delimiter: ',', quote: '"', header: true, first };
    return { path: scratch, dialect, isNumbered: true, textual, encoding };
  } catch (thrown) {
    throw brokenJson(thrown, file.shown);
  }
}

function compileCopy(relation: string, columns: JsonColumn[], path: string): string {
  const list = columns.map(({ pointer, isNested }, i) => {
    const text = `json ->> ${quoteText(pointer)}`;
    const own = isNested ? `CASE WHEN json_type(json, ${quoteText(pointer)}) <> 'OBJECT' THEN ${text} END` : text;
    return `${own} AS ${quoteName(`c${i}`)}`;
  });
  return `
    COPY (SELECT "row", ${list.join(', ')} FROM ${relation} WHERE json_type(json) = 'OBJECT')
    TO ${quoteText(path)} (FORMAT csv, HEADER true)`;
}

function compileRefused(relation: string, shown: string): string {
  return `
    INSERT INTO ${REFUSED_ROWS}
    SELECT "row", NULL, text, 'not a JSON object', ${quoteText(shown)}
    FROM ${relation} WHERE coalesce(json_type(json), '') <> 'OBJECT'`;
}
