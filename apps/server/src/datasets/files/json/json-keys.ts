import { quoteText } from '../../../engine/quote.js';
import type { Workspace } from '../../../engine/workspace.js';
import { MISSING } from '../infer-columns.js';
import { isMostlyText, MAX_COLUMNS, tooManyColumns } from '../typed-columns.js';

/** A column of a JSON file. */
export interface JsonColumn {
  /** `customer`, or `address.city` for a key of an object in a row. */
  title: string;
  /** JSON pointer to its value. */
  pointer: string;
  /** True when the rows' values are (also) objects, whose keys are columns of their own. */
  isNested: boolean;
  isTextual: boolean;
}

/**
 * All keys of all rows in the order in which they first occur, the keys of objects in them one level down; deeper objects and arrays are values.
 * One pass over the file. Throws `dataset.too-many-columns`.
 */
export async function findJsonColumns(
  workspace: Workspace,
  relation: string,
  shown: string,
  signal?: AbortSignal,
): Promise<JsonColumn[]> {
  const { rows } = await workspace.run(compileKeys(relation), {}, signal);
  if (rows.length > MAX_COLUMNS) throw tooManyColumns(shown);
  return rows.flatMap(([title, pointer, depth, objects, values, texts]): JsonColumn[] => {
    const isNested = depth === 1 && Number(objects) > 0;
    // A key that only ever holds objects has no value of its own.
    if (isNested && Number(objects) === Number(values)) return [];
    const isTextual = isMostlyText(Number(texts), Number(values) - Number(objects));
    return [{ title: String(title), pointer: String(pointer), isNested, isTextual }];
  });
}

function compileKeys(relation: string): string {
  const step = (key: string) => `'/' || replace(replace(${key}, '~', '~0'), '/', '~1')`;
  return `
    WITH members AS (
      SELECT "row", json, unnest(json_keys(json)) AS key, generate_subscripts(json_keys(json), 1) AS place
      FROM ${relation} WHERE json_type(json) = 'OBJECT'),
    outer_values AS (
      SELECT "row", place * 10000 AS place, key AS title, ${step('key')} AS pointer, json_extract(json, ${step('key')}) AS value
      FROM members),
    inner_members AS (
      SELECT "row", place, title, pointer, value, unnest(json_keys(value)) AS key, generate_subscripts(json_keys(value), 1) AS inner_place
      FROM outer_values WHERE json_type(value) = 'OBJECT'),
    found AS (
      SELECT "row", place, title, pointer, value, 1 AS depth FROM outer_values
      UNION ALL
      SELECT "row", place + inner_place, title || '.' || key, pointer || ${step('key')}, json_extract(value, ${step('key')}), 2
      FROM inner_members)
    SELECT title, pointer, depth,
      count(*) FILTER (json_type(value) = 'OBJECT'),
      count(*) FILTER (json_type(value) <> 'NULL' AND coalesce(value ->> '$', '') NOT IN (${MISSING.map(quoteText).join(', ')})),
      count(*) FILTER (json_type(value) = 'VARCHAR' AND (value ->> '$') NOT IN (${MISSING.map(quoteText).join(', ')}))
    FROM found GROUP BY title, pointer, depth
    ORDER BY min("row"), arg_min(place, "row"), pointer
    LIMIT ${MAX_COLUMNS + 1}`;
}
