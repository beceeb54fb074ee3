import type { Feature, FeatureTable } from '../../analytics/features/feature-table.js';
import { requireTable } from '../../analytics/features/feature-table.js';
import { quoteName } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { Workspace } from '../../engine/workspace.js';
import type { FeatureExpression } from './plan-features.js';

/**
 * Reads planned columns of a relation into typed arrays in shared memory, in the order of `order`. Levels are the texts that occur, sorted.
 * `asOf` is what ages count up to. Throws `model.bad-input` for an infinite number. Memory: 8 bytes a number, 4 a text.
 */
export async function readFeatures(
  workspace: Workspace,
  { relation, order, asOf }: { relation: string; order: string; asOf: string },
  planned: readonly FeatureExpression[],
  signal?: AbortSignal,
): Promise<FeatureTable> {
  const levels = new Map<FeatureExpression, string[]>();
  for (const [i, feature] of planned.entries()) {
    if (feature.kind === 'numeric') continue;
    const found = `SELECT DISTINCT ${feature.sql} AS level FROM ${relation} WHERE level IS NOT NULL ORDER BY level`;
    await workspace.run(`CREATE OR REPLACE TYPE ${levelType(i)} AS ENUM (${found})`, {}, signal);
    const { rows } = await workspace.run(`SELECT unnest(enum_range(NULL::${levelType(i)}))::VARCHAR`);
    levels.set(
      feature,
      rows.map(([level]) => String(level)),
    );
  }
  const columns = planned.map((feature, i) => compileColumn(feature, i)).join(', ');
  const sql = `SELECT ${columns} FROM ${relation} ORDER BY ${order}`;
  const read = await readColumns(workspace, sql, sql.includes('$as_of') ? { as_of: asOf } : {}, signal);
  const features = planned.map((feature, i): Feature => {
    const known = levels.get(feature);
    if (known === undefined) return { kind: 'numeric', name: feature.name, values: read.columns[i] as Float64Array };
    return { kind: 'categorical', name: feature.name, codes: read.columns[i] as Int32Array, levels: known };
  });
  const table = { rows: read.rows, features };
  requireTable(table);
  return table;
}

function levelType(place: number): string {
  return quoteName(`_levels_${place}`);
}

function compileColumn({ kind, sql }: FeatureExpression, place: number): string {
  if (kind === 'numeric') return `coalesce((${sql})::DOUBLE, 'NaN'::DOUBLE)`;
  return `coalesce(enum_code((${sql})::${levelType(place)})::INTEGER, -1)`;
}
