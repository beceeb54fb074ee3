import type { DatabaseSource } from '../../content/spec/dataset-source.js';
import { statementBody } from '../../engine/statement-body.js';
import type { Window } from './look-back.js';
import type { SourceDatabase } from './source-database.js';

type Dialect = Pick<SourceDatabase, 'quote' | 'parameter'>;

export interface SourceSelect {
  sql: string;
  parameter?: string;
}

/** SELECT that gives the columns of a source and no rows. */
export function compileHead(source: DatabaseSource, dialect: Dialect): string {
  return `SELECT * FROM ${relationOf(source, dialect)} LIMIT 0`;
}

/** SELECT of columns by their names in the database, of all rows or of those in a window; rows without a value belong to every window. */
export function compileSelect(
  source: DatabaseSource,
  columns: string[],
  window: (Pick<Window, 'value' | 'isNumber'> & { column: string }) | undefined,
  dialect: Dialect,
): SourceSelect {
  const sql = `SELECT ${columns.map(dialect.quote).join(', ')} FROM ${relationOf(source, dialect)}`;
  if (!window) return { sql };
  const column = dialect.quote(window.column);
  const start = window.isNumber ? window.value : dialect.parameter;
  const where = `${sql} WHERE ${column} >= ${start} OR ${column} IS NULL`;
  return window.isNumber ? { sql: where } : { sql: where, parameter: window.value };
}

/** A query stands in a subquery, where nothing but a SELECT can. */
function relationOf({ table, query }: DatabaseSource, { quote }: Dialect): string {
  if (query !== undefined) return `(\n${statementBody(query)}\n) AS source`;
  return table!.split('.').map(quote).join('.');
}
