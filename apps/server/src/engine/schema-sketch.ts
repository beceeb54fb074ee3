import { AppError } from '../common/errors.js';
import type { Value } from '../common/value.js';
import { inlineParameters } from './inline-parameters.js';
import { quoteName, quoteTable } from './quote.js';
import type { Workspace } from './workspace.js';

/** Tables without rows, in which SELECTs are tried without running them. */
export class SchemaSketch {
  constructor(private readonly workspace: Workspace) {}

  /** Adds a table (`orders`, `grades.scores`). Throws `query.failed` for a type that does not exist. */
  async define(table: string, columns: readonly { name: string; type: string }[]): Promise<void> {
    const [schema, name] = table.split('.');
    if (name !== undefined) await this.workspace.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema!)}`);
    const list = columns.map((column) => `${quoteName(column.name)} ${storable(column.type)}`);
    await this.workspace.run(`CREATE TABLE ${quoteTable(table)} (${list.join(', ')})`);
  }

  /**
   * Columns that a SELECT gives, about a millisecond. Throws `query.failed` and, for a parameter without a value,
   * `query.missing-parameter`, with details {line, column} of the text and the parameter's name.
   */
  async describe(sql: string, parameters: Record<string, Value>): Promise<{ name: string; type: string }[]> {
    const inlined = inlineParameters(sql, parameters);
    const [missing] = inlined.missing;
    if (missing !== undefined) {
      const { name } = missing;
      const known = Object.keys(parameters).filter((each) => parameters[each] !== null);
      const hint = `known here: ${known.map((each) => `$${each}`).join(', ')}`;
      throw new AppError('query.missing-parameter', `the query uses $${name}, which has no value`, {
        hint,
        details: { ...missing },
      });
    }
    try {
      return await this.workspace.describe(inlined.sql);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      const { line, column } = thrown.details as { line?: number; column?: number };
      if (line === undefined || column === undefined) throw thrown;
      const { code, message, severity } = thrown;
      const details = { ...thrown.details, column: inlined.originalColumn(line, column) };
      throw new AppError(code, message, { severity, details, cause: thrown });
    }
  }

  close(): Promise<void> {
    return this.workspace.close();
  }
}

/** A column of nothing but NULL is stored as INTEGER. */
function storable(type: string): string {
  return type === 'SQLNULL' || type === 'NULL' || type === '"NULL"' ? 'INTEGER' : type;
}
