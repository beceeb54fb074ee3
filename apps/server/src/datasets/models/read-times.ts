import type { Times } from '../../analytics/features/guard-columns.js';
import { quoteName } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import type { PlannedFeature } from './plan-features.js';

/** What an analysis says of when its columns were known. */
export interface KnownOn {
  /** Column → column with the day at which it became known. */
  known_on: Record<string, string>;
  /** Column with the day of the outcome; as-of when left out. */
  decided_on?: string | undefined;
}

/**
 * When columns were known, by feature, and when what is foretold happened, from a relation with `_row`: milliseconds, NaN where a day is missing. The
 * end of as-of stands for the outcome where no column tells it.
 */
export async function readTimes(
  { workspace, asOf, signal }: Pick<BuildContext, 'workspace' | 'asOf' | 'signal'>,
  relation: string,
  { known_on, decided_on }: KnownOn,
  planned: readonly PlannedFeature[],
): Promise<{ event: Times; knownAt: ReadonlyMap<string, Times> }> {
  const named = Object.entries(known_on);
  const wanted = [...named.map(([, date]) => date), ...(decided_on === undefined ? [] : [decided_on])];
  const millis = (column: string) => `coalesce(epoch_ms(${quoteName(column)}::TIMESTAMP)::DOUBLE, 'NaN'::DOUBLE)`;
  const sql = `SELECT ${wanted.map(millis).join(', ')} FROM ${relation} ORDER BY _row`;
  const columns =
    wanted.length === 0 ? [] : ((await readColumns(workspace, sql, {}, signal)).columns as Float64Array[]);
  const knownAt = named.flatMap(([column], i) =>
    planned.filter((feature) => feature.column === column).map(({ name }): [string, Times] => [name, columns[i]!]),
  );
  return {
    event: decided_on === undefined ? Date.parse(`${asOf}T23:59:59Z`) : columns.at(-1)!,
    knownAt: new Map(knownAt),
  };
}
