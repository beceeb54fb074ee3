import { AppError } from '../common/errors.js';
import type { DatasetItem } from '../content/project.js';
import { assertWithin } from '../engine/guarded-session.js';
import type { ParsedSelect } from '../engine/parse-select.js';
import { quoteName } from '../engine/quote.js';
import { statementBody } from '../engine/statement-body.js';
import type { BuildContext, Built } from './build-context.js';
import { columnMissing, columnType } from './column-type.js';
import { writeTable } from './write-table.js';

/** Values of the parameters that a SELECT uses, `as_of` among them. Throws `query.missing-parameter`. */
export function usedParameters(
  select: Pick<ParsedSelect, 'parameters'>,
  asOf: string,
  parameters: Record<string, string | number>,
): Record<string, string | number> {
  const known: Record<string, string | number> = { ...parameters, as_of: asOf };
  return Object.fromEntries(
    select.parameters.map((name) => {
      const value = known[name];
      if (value !== undefined) return [name, value];
      throw new AppError('query.missing-parameter', `The query uses $${name}, which has no value.`, {
        hint: `Known here: ${Object.keys(known)
          .map((each) => `$${each}`)
          .join(', ')}.`,
        details: { parameter: name },
      });
    }),
  );
}

/**
 * Rows of `<name>.sql` as the dataset's one table. Declared types are cast to. The rows are stored in the order of the first
 * `unique` test, or of all columns, whatever ORDER BY the text has: on several threads ties come out in any order, and equal
 * inputs must give equal files.
 */
export async function buildSql(context: BuildContext): Promise<Built> {
  const { item, workspace, inputTables, asOf, signal } = context;
  const sql = item.sql ?? '';
  const parsed = await workspace.parse(sql);
  assertWithin(parsed, inputTables);
  await workspace.check(sql);
  const parameters = usedParameters(parsed, asOf, context.parameters);
  const body = statementBody(sql);
  const head = await workspace.run(`SELECT * FROM (\n${body}\n) LIMIT 0`, parameters, signal);
  const select = selectDeclared(
    item,
    head.columns.map(({ name }) => name),
  );
  const table = await writeTable(
    context,
    item.name,
    `${select} FROM (\n${body}\n) ORDER BY ${orderOf(item)}`,
    parameters,
  );
  return { tables: [table], read: 0, refused: 0 };
}

/** SELECT list over the columns found: all of them, cast where a type is declared. */
function selectDeclared(item: DatasetItem, found: string[]): string {
  const declared = new Map((item.spec.columns ?? []).map((column) => [column.name, column]));
  const missing = [...declared.keys()].find((name) => !found.includes(name));
  if (missing !== undefined) throw columnMissing(item.name, missing, found);
  const list = found.map((name) => {
    const type = declared.get(name)?.type;
    return type === undefined
      ? quoteName(name)
      : `CAST(${quoteName(name)} AS ${columnType(type, name)}) AS ${quoteName(name)}`;
  });
  return `SELECT ${list.join(', ')}`;
}

/** What the rows of a SELECT are sorted by. */
export function orderOf(item: Pick<DatasetItem, 'spec'>): string {
  for (const test of item.spec.tests) if ('unique' in test) return test.unique.map(quoteName).join(', ');
  return 'ALL';
}
