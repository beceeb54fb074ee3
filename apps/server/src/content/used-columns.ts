import type { ActionTableSpec } from './spec/action-table.js';
import type { BeforeAfterSpec } from './spec/before-after.js';
import type { WrittenTable } from './spec/block.js';
import type { WrittenChart } from './spec/chart.js';
import type { HypothesisTableSpec } from './spec/hypothesis-table.js';
import { blockMetrics } from './spec/metric.js';
import type { ReviewTableSpec } from './spec/review-table.js';
import type { MigrationSpec } from './spec/migration.js';
import type { RuleTableSpec } from './spec/rule-table.js';
import type { YamlPath } from './yaml-source.js';

/** Blocks that take their rows from a query of their own. */
export type QueryBlock =
  | WrittenTable
  | WrittenChart
  | RuleTableSpec
  | BeforeAfterSpec
  | ReviewTableSpec
  | MigrationSpec
  | (HypothesisTableSpec & { sql: string })
  | (ActionTableSpec & { sql: string });

/** A column that a block takes from its query, and where the block names it. */
export interface UsedColumn {
  name: string;
  at: YamlPath;
}

/** Every column that a block names. */
export function usedColumns(block: QueryBlock): UsedColumn[] {
  switch (block.kind) {
    case 'table':
      return [
        ...(block.columns ?? []).map(({ name }, i) => used(name, 'columns', i, 'name')),
        ...optional(block, 'highlight'),
      ];
    case 'chart':
      return Object.entries(block).flatMap(([key, role]) =>
        SETTINGS.has(key) || isAsked(block, key) ? [] : roleColumns(role, [key]),
      );
    case 'rule_table':
      return [...block.conditions.map((name, i) => used(name, 'conditions', i)), ...optional(block, 'representative')];
    case 'review_table':
      return [
        used(block.item, 'item'),
        ...(block.columns ?? []).map(({ name }, i) => used(name, 'columns', i, 'name')),
      ];
    case 'migration':
      return (['from', 'to', 'value'] as const).flatMap((role) => roleColumns(block[role], [role]));
    case 'before_after':
      return comparedColumns(block);
    case 'hypothesis_table':
    case 'action_table':
      return FIXED[block.kind].map((name) => used(name, 'sql'));
  }
}

/** Columns that a query must give by these names. */
const FIXED = {
  hypothesis_table: ['statement', 'expect', 'effect', 'low', 'high'],
  action_table: ['item', 'finding', 'action'],
};

/** Keys of a chart that name no column. */
const SETTINGS = new Set(
  'id title note empty when kind chart sql horizontal stacked large good two_sided level as axis reference curves signed'.split(
    ' ',
  ),
);

/** Keys of a question to metrics, of which `from` is a role in a sankey. */
function isAsked(block: WrittenChart, key: string): boolean {
  return block.chart !== 'sankey' && key in blockMetrics;
}

/** A role is a column's name, a column with words of its own, or a list of such. */
function roleColumns(role: unknown, at: PropertyKey[]): UsedColumn[] {
  if (typeof role === 'string') return [used(role, ...at)];
  if (Array.isArray(role)) return role.flatMap((entry, i) => roleColumns(entry, [...at, i]));
  if (role === null || typeof role !== 'object') return [];
  if ('column' in role) return [used(String(role.column), ...at, 'column')];
  return Object.entries(role).flatMap(([key, name]) => (SETTINGS.has(key) ? [] : roleColumns(name, [...at, key])));
}

function comparedColumns({ group, control, measures }: BeforeAfterSpec): UsedColumn[] {
  const columns = measures.flatMap(({ share, mean }, i) => [
    ...(share ? (['successes', 'n'] as const).map((role) => used(share[role], 'measures', i, 'share', role)) : []),
    ...(mean ? (['mean', 'sd', 'n'] as const).map((role) => used(mean[role], 'measures', i, 'mean', role)) : []),
  ]);
  return [used(group, 'group'), ...(control ? [used(control.column, 'control', 'column')] : []), ...columns];
}

function optional<Key extends string>(block: Partial<Record<Key, string | undefined>>, key: Key): UsedColumn[] {
  const name = block[key];
  return name === undefined ? [] : [used(name, key)];
}

function used(name: string, ...at: PropertyKey[]): UsedColumn {
  return { name, at };
}
