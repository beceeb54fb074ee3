import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../common/errors.js';

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

interface Node {
  class?: string;
  type?: string;
  function_name?: string;
  function?: { function_name?: string };
  identifier?: string;
  schema_name?: string;
  table_name?: string;
  cte_map?: { map?: { key: string }[] };
  column_names?: string[];
}

const SYSTEM_NAME = /^(duckdb|pg|sqlite|pragma)_/i;
const UNREPEATABLE = new Set(
  (
    'now current_date current_time current_timestamp localtime localtimestamp get_current_time get_current_timestamp today ' +
    'transaction_timestamp current_localtime current_localtimestamp random setseed gen_random_uuid uuid uuidv4 uuidv7 nextval'
  ).split(' '),
);

/**
 * Parses one SELECT (WITH and VALUES are such). Throws `sql.syntax` with details {line, column}, `query.not-a-select` for
 * anything else, no statement or several.
 */
export async function parseSelect(connection: DuckDBConnection, sql: string): Promise<ParsedSelect> {
  const reader = await connection.runAndReadAll('select json_serialize_sql($sql::varchar)', { sql });
  const answer = JSON.parse(String(reader.getRows()[0]?.[0])) as {
    error: boolean;
    error_type?: string;
    error_message?: string;
    position?: string;
    statements?: unknown[];
  };
  if (answer.error && answer.error_type === 'parser') throw syntaxError(sql, answer.error_message, answer.position);
  if (answer.error || answer.statements?.length !== 1) throw notASelect(answer.statements?.length ?? 1);
  const nodes = nodesOf(answer.statements[0]);
  if (nodes.some((node) => node.type === 'SHOW_REF')) throw notASelect(1);
  return {
    tables: sorted([...connection.getTableNames(sql, true).map(tableName), ...systemTables(nodes)]),
    tableFunctions: sorted(nodes.flatMap((node) => (node.type === 'TABLE_FUNCTION' ? [functionOf(node)] : []))),
    unrepeatable: sorted(nodes.flatMap(unrepeatableOf)),
    parameters: sorted(nodes.flatMap((node) => (node.class === 'PARAMETER' ? [node.identifier ?? ''] : []))),
  };
}

function nodesOf(tree: unknown): Node[] {
  if (tree === null || typeof tree !== 'object') return [];
  const children = Object.values(tree).flatMap(nodesOf);
  return Array.isArray(tree) ? children : [tree, ...children];
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

function unrepeatableOf(node: Node): string[] {
  const name =
    node.class === 'COLUMN_REF' && node.column_names?.length === 1 ? node.column_names[0] : node.function_name;
  return name !== undefined && UNREPEATABLE.has(name.toLowerCase()) ? [name.toLowerCase()] : [];
}

/** The engine's list quotes what needs it and keeps aliases: `orders AS o`, `"my table" AS t`. */
function tableName(listed: string): string {
  const qualified = /^(?:"(?:[^"]|"")*"|[^\s"])+/.exec(listed)?.[0] ?? listed;
  return qualified.replaceAll(/"((?:[^"]|"")*)"/g, (_, name: string) => name.replaceAll('""', '"'));
}

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort();
}

function syntaxError(sql: string, message = 'syntax error', position?: string): AppError {
  const before = Buffer.from(sql)
    .subarray(0, Number(position ?? 0))
    .toString()
    .split('\n');
  const details = position === undefined ? {} : { line: before.length, column: before.at(-1)!.length + 1 };
  return new AppError('sql.syntax', `SQL: ${message}`, { details });
}

function notASelect(statements: number): AppError {
  const found = statements === 0 ? 'no statement' : statements > 1 ? `${statements} statements` : 'another statement';
  return new AppError('query.not-a-select', `One SELECT is expected here, but there is ${found}.`, {
    hint: 'Write one SELECT, WITH … SELECT or VALUES; a PIVOT goes into a subquery.',
  });
}
