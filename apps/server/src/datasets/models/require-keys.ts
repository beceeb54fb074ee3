import { AppError } from '../../common/errors.js';
import { quoteName } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';

/** Throws `model.duplicate-key` unless every row of a relation made of `input` has a key of its own. */
export async function requireKeys(workspace: Workspace, relation: string, input: string, key: string): Promise<void> {
  const name = quoteName(key);
  const { rows } = await workspace.run(
    `SELECT count(${name}), count(DISTINCT ${name}), count(*) FILTER (${name} IS NULL) FROM ${relation}`,
  );
  const [named, keys, unnamed] = rows[0]!.map(Number) as [number, number, number];
  if (unnamed === 0 && keys === named) return;
  const what = unnamed > 0 ? `${unnamed} rows without a "${key}"` : `${named - keys} rows that repeat a "${key}"`;
  throw new AppError('model.duplicate-key', `"${input}" has ${what}.`, {
    hint: 'The key names a row: take out what is there twice in SQL, or name the column that tells rows apart.',
    details: { key },
  });
}
