import { AppError } from '../../common/errors.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import type { PlannedFeature } from './plan-features.js';
import { requireKeys } from './require-keys.js';

/**
 * Makes the table `_rows` of an input that a kept model is to read: in the order of the key, with the place as `_row`. Throws `model.duplicate-key`,
 * `dataset.empty`, `dataset.column-missing` for the key and for a column that the model asks, `model.text-for-number` for one that is text now.
 */
export async function createRows(
  { workspace, signal }: BuildContext,
  input: string,
  key: string,
  planned: readonly PlannedFeature[],
): Promise<void> {
  const columns = await workspace.describe(`SELECT * FROM ${quoteTable(input)}`);
  const found = columns.map(({ name }) => name);
  for (const name of [key, ...planned.map(({ column }) => column)])
    if (!found.includes(name)) throw columnMissing(input, name, found);
  for (const { kind, column } of planned)
    if (kind === 'numeric' && columns.find((each) => each.name === column)?.type === 'VARCHAR')
      throw textForNumber(input, column);
  const name = quoteName(key);
  await workspace.run(
    `CREATE TABLE _rows AS SELECT (row_number() OVER (ORDER BY ${name}) - 1)::INTEGER AS _row, * FROM ${quoteTable(input)}`,
    {},
    signal,
  );
  const { rows } = await workspace.run('SELECT count(*) FROM _rows');
  if (Number(rows[0]![0]) === 0)
    throw new AppError('dataset.empty', `"${input}" has no rows to score.`, { details: { input } });
  await requireKeys(workspace, '_rows', input, key);
}

function textForNumber(input: string, column: string): AppError {
  return new AppError(
    'model.text-for-number',
    `Column "${column}" of "${input}" is text; the model learned a number.`,
    {
      hint: `Give it the type DOUBLE in the columns of "${input}": what is no number is refused there, row by row.`,
      details: { input, column },
    },
  );
}
