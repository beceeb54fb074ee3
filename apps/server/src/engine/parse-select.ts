import type { DuckDBConnection } from '@duckdb/node-api';
import { unrepeatableIn, nodesOf, notASelect, readTree, type Node } from './sql-tree.js';

/** What a SELECT reads and uses, as far as a session has to know before it runs it. */
export interface ParsedSelect {
  /** Tables as written (`orders`, `grades.scores`), without the names that the text defines itself; sorted. */
  tables: string[];
  /** Lower-case names of the table functions it calls (`range`, `read_csv`); sorted. */
  tableFunctions: string[];
  /** Functions whose value is another one each time (`now`, `random`); sorted. */
  unrepeatable: string[];
  /** Names of its `$name` parameters; sorted. */
  parameters: string[];
}

const SYSTEM_NAME = /^(duckdb|pg|sqlite|pragma)_/i;

/**
 * Parses one SELECT (WITH and VALUES are such). Throws `sql.syntax` with details {line, column}, `query.not-a-select` for
 * anything else, no statement or several.
 */
export async function parseSelect(connection: DuckDBConnection, sql: string): Promise<ParsedSelect> {
  const nodes = nodesOf(await readTree(connection, sql));
  if (nodes.some((node) => node.type === 'SHOW_REF')) throw notASelect(1);
  return {
    tables: sorted([...connection.getTableNames(sql, true).map(tableName), ...systemTables(nodes)]),
    tableFunctions: sorted(nodes.flatMap((node) => (node.type === 'TABLE_FUNCTION' ? [functionOf(node)] : []))),
    unrepeatable: sorted(unrepeatableIn(nodes)),
    parameters: sorted(nodes.flatMap((node) => (node.class === 'PARAMETER' ? [node.identifier ?? ''] : []))),
  };
}

/** The engine's list leaves its own views out; the tree shows them, with the names that WITH defines among them. */
function systemTables(nodes: Node[]): string[] {
  const defined = new Set(nodes.flatMap((node) => node.cte_map?.map ?? []).map(({ key }) => key.toLowerCase()));
  return nodes.flatMap(({ type, schema_name: schema, table_name: table }) => {
    if (type !== 'BASE_TABLE' || table === undefined) return [];
    if (schema) return [`${schema}.${table}`];
    return SYSTEM_NAME.test(table) || !defined.has(table.toLowerCase()) ? [table] : [];
  });
}

function functionOf(node: Node): string {
  return (node.function?.function_name ?? '').toLowerCase();
}

/** The engine's list quotes what needs it and keeps aliases: `orders AS o`, `"my table" AS t`. */
function tableName(listed: string): string {
  const qualified = /^(?:"(?:[^"]|"")*"|[^\s"])+/.exec(listed)?.[0] ?? listed;
  return qualified.replaceAll(/"((?:[^"]|"")*)"/g, (_, name: string) => name.replaceAll('""', '"'));
}

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort();
}
