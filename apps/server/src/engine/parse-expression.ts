import type { DuckDBConnection } from '@duckdb/node-api';
import type { Expression } from '../content/project.js';
import { unrepeatableIn, nodesOf, readTree, type Node } from './sql-tree.js';

const FROM_ZERO = new Set([
  'count',
  'count_star',
  'count_if',
  'countif',
  'sum',
  'sum_no_overflow',
  'fsum',
  'sumkahan',
  'kahan_sum',
]);
const FOREIGN: Partial<Record<string, string>> = {
  SUBQUERY: 'a subquery',
  WINDOW: 'a window function',
  STAR: '*',
};

/** Parses the expression of `SELECT <expression>`. Throws `sql.syntax` with details {line, column}, `query.not-a-select` for anything else. */
export async function parseExpression(
  connection: DuckDBConnection,
  sql: string,
  aggregates: ReadonlySet<string>,
): Promise<Expression> {
  const list = selectList(await readTree(connection, sql));
  const nodes = nodesOf(list);
  const isAggregate = (node: Node): boolean => node.class === 'FUNCTION' && aggregates.has(nameOf(node));
  const root = list.length === 1 ? list[0] : undefined;
  return {
    columns: columnsOf(nodes),
    loose: columnsOf(nodesOf(list, isAggregate)),
    aggregates: sorted(nodes.filter(isAggregate).map(nameOf)),
    isOneAggregate: root !== undefined && isAggregate(root) && !root.filter,
    countsFromZero: root !== undefined && isSum(root, true),
    addsUp: root !== undefined && isSum(root, false),
    foreign: sorted([...nodes.flatMap(foreignOf), ...(list.length > 1 ? ['a second expression'] : [])]),
    parameters: sorted(nodes.flatMap((node) => (node.class === 'PARAMETER' ? [node.identifier ?? ''] : []))),
    unrepeatable: sorted(unrepeatableIn(nodes)),
  };
}

/** Lower-case names of the engine's aggregate functions. */
export async function aggregateNames(connection: DuckDBConnection): Promise<Set<string>> {
  const reader = await connection.runAndReadAll(
    `select distinct function_name from duckdb_functions() where function_type = 'aggregate'`,
  );
  return new Set(reader.getRows().map(([name]) => String(name)));
}

/** Sums and counts, cast, negated, added and subtracted. */
function isSum(node: Node, distinctToo: boolean): boolean {
  if (node.class === 'CAST') return node.child !== undefined && isSum(node.child, distinctToo);
  if (node.class !== 'FUNCTION') return false;
  if (FROM_ZERO.has(nameOf(node))) return distinctToo || !node.distinct;
  const isPlusOrMinus = node.is_operator === true && ['+', '-'].includes(nameOf(node));
  return isPlusOrMinus && (node.children ?? []).every((child) => isSum(child, distinctToo));
}

function selectList(statement: unknown): Node[] {
  return (statement as { node?: { select_list?: Node[] } }).node?.select_list ?? [];
}

function foreignOf(node: Node): string[] {
  // `(a, b)` is a row of its own in the tree; count(*) is a function of its own, so that a star is always a list of columns.
  const found = nameOf(node) === 'row' ? 'a list of values' : FOREIGN[node.class ?? ''];
  return found === undefined ? [] : [found];
}

function columnsOf(nodes: readonly Node[]): string[] {
  return sorted(nodes.flatMap((node) => (node.class === 'COLUMN_REF' ? [node.column_names?.at(-1) ?? ''] : [])));
}

function nameOf(node: Node): string {
  return (node.function_name ?? '').toLowerCase();
}

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort();
}
