import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../common/errors.js';

/** A node of DuckDB's own syntax tree, as far as anyone here reads it. */
export interface Node {
  class?: string;
  type?: string;
  function_name?: string;
  function?: { function_name?: string };
  identifier?: string;
  schema_name?: string;
  table_name?: string;
  cte_map?: { map?: { key: string }[] };
  column_names?: string[];
  children?: Node[];
  child?: Node;
  filter?: Node | null;
  distinct?: boolean;
  is_operator?: boolean;
}

const UNREPEATABLE = new Set(
  (
    'now current_date current_time current_timestamp localtime localtimestamp get_current_time get_current_timestamp today ' +
    'transaction_timestamp current_localtime current_localtimestamp random setseed gen_random_uuid uuid uuidv4 uuidv7 nextval'
  ).split(' '),
);

/** Syntax tree of the one SELECT in a text. Throws `sql.syntax` with details {line, column}, `query.not-a-select`. */
export async function readTree(connection: DuckDBConnection, sql: string): Promise<unknown> {
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
  return answer.statements[0];
}

/** All nodes of a tree, children first; those for which `leaveOut` holds are passed over with all below them. */
export function nodesOf(tree: unknown, leaveOut: (node: Node) => boolean = () => false): Node[] {
  if (tree === null || typeof tree !== 'object' || leaveOut(tree)) return [];
  const children = Object.values(tree).flatMap((child) => nodesOf(child, leaveOut));
  return Array.isArray(tree) ? children : [tree, ...children];
}

/** Functions among the nodes that give another answer each time, with and without brackets. */
export function unrepeatableIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    const name =
      node.class === 'COLUMN_REF' && node.column_names?.length === 1 ? node.column_names[0] : node.function_name;
    return name !== undefined && UNREPEATABLE.has(name.toLowerCase()) ? [name.toLowerCase()] : [];
  });
}

function syntaxError(sql: string, message = 'syntax error', position?: string): AppError {
  const before = Buffer.from(sql)
    .subarray(0, Number(position ?? 0))
    .toString()
    .split('\n');
  const details = position === undefined ? {} : { line: before.length, column: before.at(-1)!.length + 1 };
  return new AppError('sql.syntax', `SQL: ${message}`, { details });
}

/** What is thrown for a text that is no SELECT, or several statements. */
export function notASelect(statements: number): AppError {
  const found = statements === 0 ? 'no statement' : statements > 1 ? `${statements} statements` : 'another statement';
  return new AppError('query.not-a-select', `One SELECT is expected here, but there is ${found}.`, {
    hint: 'Write one SELECT, WITH … SELECT or VALUES; a PIVOT goes into a subquery.',
  });
}
