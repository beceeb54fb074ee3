import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Feature, FeatureTable } from '../../apps/server/src/analytics/features/feature-table.js';

/** A real table and how it is read: what is neither target, dropped nor categorical is a measured column. */
export interface RealTableSpec {
  name: string;
  file: string;
  target: string;
  /** Value of the target that counts as 1. */
  yes: string;
  drop: string[];
  categorical: string[];
}

export interface RealTable {
  table: FeatureTable;
  target: Float64Array;
}

/** The tables of test/oracles/real-tables.json, which the scripts beside it read alike. */
export const REAL_TABLES = JSON.parse(
  readFileSync(new URL('../oracles/real-tables.json', import.meta.url), 'utf8'),
) as RealTableSpec[];

/** Reads a real table; null where the data is absent, which it says on stderr. Blank is missing. */
export async function readRealTable({
  name,
  file,
  target,
  yes,
  drop,
  categorical,
}: RealTableSpec): Promise<RealTable | null> {
  const path = join(resolve(process.env['DECILE_REAL_DATA'] ?? '../shared/data'), file);
  if (!existsSync(path)) {
    process.stderr.write(`SKIPPED ${name}: no real data at ${path} (set DECILE_REAL_DATA)\n`);
    return null;
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll('from read_csv($path, all_varchar = true, header = true)', { path });
  const columns = reader.getColumns() as (string | null)[][];
  const byName = reader.columnNames().map((column, i) => [column.trim(), columns[i]!] as const);
  connection.closeSync();
  instance.closeSync();
  const features = byName
    .filter(([column]) => column !== target && !drop.includes(column))
    .map(([column, values]) => (categorical.includes(column) ? levelsOf(column, values) : numbersOf(column, values)));
  const answers = byName.find(([column]) => column === target)![1];
  return {
    table: { rows: answers.length, features },
    target: Float64Array.from(answers, (answer) => (answer === yes ? 1 : 0)),
  };
}

function numbersOf(name: string, values: (string | null)[]): Feature {
  const numbers = values.map((value) => (value === null || value.trim() === '' ? Number.NaN : Number(value)));
  return { kind: 'numeric', name, values: Float64Array.from(numbers) };
}

function levelsOf(name: string, values: (string | null)[]): Feature {
  const known = values.map((value) => (value === null || value.trim() === '' ? null : value));
  const levels = [...new Set(known.filter((value) => value !== null))].sort();
  const places = new Map(levels.map((level, place) => [level, place]));
  return { kind: 'categorical', name, codes: Int32Array.from(known, (value) => places.get(value!) ?? -1), levels };
}
