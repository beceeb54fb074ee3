import type { BeforeAfterSpec } from './spec/before-after.js';
import type { ChartSpec, TableSpec } from './spec/block.js';
import type { RuleTableSpec } from './spec/rule-table.js';
import type { YamlPath } from './yaml-source.js';

/** Blocks that take their rows from a query of their own. */
export type QueryBlock = TableSpec | ChartSpec | RuleTableSpec | BeforeAfterSpec;

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
      return [
        used(block.x.column, 'x', 'column'),
        ...block.y.map(({ column }, i) => used(column, 'y', i, 'column')),
        ...optional(block, 'mark'),
      ];
    case 'rule_table':
      return [...block.conditions.map((name, i) => used(name, 'conditions', i)), ...optional(block, 'representative')];
    case 'before_after':
      return comparedColumns(block);
  }
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
