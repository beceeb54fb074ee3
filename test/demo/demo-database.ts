import { DuckDBInstance, type DuckDBConnection, type DuckDBValue, type Json } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Root of the demo project. */
export const PROJECT = join(import.meta.dirname, '..', '..');

type Parameters = Record<string, DuckDBValue>;

/** Only the parameters that a text names; DuckDB refuses the others. */
function used(sql: string, parameters: Parameters): Parameters {
  const code = sql.replace(/--.*$/gm, '');
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => new RegExp(`\\$${name}\\b`).test(code)));
}

/** The demo data in memory as of a day, asked through DuckDB itself. Close it after use. */
export class DemoDatabase {
  private constructor(
    private readonly connection: DuckDBConnection,
    readonly asOf: string,
  ) {}

  static async open(asOf: string): Promise<DemoDatabase> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    return new DemoDatabase(await instance.connect(), asOf);
  }

  /** Builds `datasets/<name>.sql` as a table of its name. */
  async load(...names: string[]): Promise<void> {
    for (const name of names) {
      const sql = readFileSync(join(PROJECT, 'datasets', `${name}.sql`), 'utf8');
      await this.connection.run(`create or replace table ${name} as ${sql}`, used(sql, { as_of: this.asOf }));
    }
  }

  /** Builds the tables of `customer_grades` from a table of purchases. */
  async grade(orders: string): Promise<void> {
    await this.connection.run(`create or replace temp view purchases as select * from ${orders}`);
    const script = readFileSync(join(import.meta.dirname, 'rfm-tables.sql'), 'utf8').replace(/^--.*$/gm, '');
    for (const sql of script.split(';').filter((part) => part.trim() !== '')) {
      await this.connection.run(sql, used(sql, { as_of: this.asOf }));
    }
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  async rows(sql: string, parameters: Parameters = {}): Promise<Record<string, Json>[]> {
    const reader = await this.connection.runAndReadAll(sql, used(sql, { as_of: this.asOf, ...parameters }));
    return reader.getRowObjectsJson();
  }

  close(): void {
    this.connection.closeSync();
  }
}
