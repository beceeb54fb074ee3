import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../../apps/server/src/common/errors.js';
import type { SqlReader } from '../../apps/server/src/content/project.js';
import { aggregateNames, parseExpression } from '../../apps/server/src/engine/parse-expression.js';

interface SerializedSql {
  error: boolean;
  error_message?: string;
  position?: string;
  statements?: unknown[];
}

/** A reader of SQL on DuckDB's own parser, outside the engine's walls; close it after use. */
export async function openTablesOf(): Promise<SqlReader & { close: () => void }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const aggregates = await aggregateNames(connection);
  return {
    tablesOf: (sql) => tablesIn(connection, sql),
    expressionOf: (sql) => parseExpression(connection, sql, aggregates),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function tablesIn(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($sql::VARCHAR)', { sql });
  const parsed = JSON.parse(String(reader.getRows()[0]?.[0])) as SerializedSql;
  if (parsed.error) throw syntaxError(sql, parsed);
  return [...new Set(collect(parsed.statements, new Set()))].sort();
}

function syntaxError(sql: string, { error_message, position }: SerializedSql): AppError {
  const before = sql.slice(0, Number(position ?? 0)).split('\n');
  const details = position === undefined ? {} : { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  return new AppError('query.syntax', error_message ?? 'not a SELECT', { details });
}

function collect(node: unknown, hidden: ReadonlySet<string>): string[] {
  if (node === null || typeof node !== 'object') return [];
  if (Array.isArray(node)) return node.flatMap((each) => collect(each, hidden));
  const fields = node as Record<string, unknown>;
  const own = fields['type'] === 'BASE_TABLE' ? [nameOf(fields)].filter((name) => !hidden.has(name)) : [];
  const ctes = (fields['cte_map'] as { map?: { key: string; value: unknown }[] } | undefined)?.map ?? [];
  const seen = new Set(hidden);
  const inCtes = ctes.flatMap(({ key, value }) => {
    const isRecursive = JSON.stringify(value).includes('RECURSIVE_CTE_NODE');
    const tables = collect(value, isRecursive ? new Set([...seen, key]) : new Set(seen));
    seen.add(key);
    return tables;
  });
  const rest = Object.entries(fields).flatMap(([key, value]) => (key === 'cte_map' ? [] : collect(value, seen)));
  return [...own, ...inCtes, ...rest];
}

function nameOf(fields: Record<string, unknown>): string {
  return [fields['catalog_name'], fields['schema_name'], fields['table_name']].filter((part) => part !== '').join('.');
}
