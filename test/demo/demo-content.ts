import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@duckdb/node-api';
import { parse } from 'yaml';
import { dashboard, type DashboardSpec } from '../../apps/server/src/content/spec/dashboard.js';
import { report, type WrittenReport } from '../../apps/server/src/content/spec/report.js';
import { PROJECT, type DemoDatabase } from './demo-database.js';

/** Raw YAML of a content file, path relative to the project. */
export function readContent(...path: string[]): unknown {
  return parse(readFileSync(join(PROJECT, ...path), 'utf8'));
}

/** Stems of the YAML files in a content folder, sorted. */
export function stems(folder: string): string[] {
  return readdirSync(join(PROJECT, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

export function readReport(name: string): WrittenReport {
  return report.parse(readContent('report-templates', name, 'report.yaml'));
}

export function readDashboard(name: string): DashboardSpec {
  return dashboard.parse(readContent('dashboards', `${name}.yaml`));
}

/** Parameters of a report as a Korean run without `--set` binds them. */
export function defaults(spec: WrittenReport): Record<string, string | number> {
  const declared = Object.entries(spec.parameters).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(declared), language: 'ko' };
}

/** The one row of a figure, by the report's own SQL; numbers as numbers, NULL as null. */
export async function figure(
  database: DemoDatabase,
  spec: WrittenReport,
  name: string,
  asOf: string = database.asOf,
): Promise<Record<string, Json>> {
  const rows = await database.rows(spec.figures[name]?.sql ?? '', { ...defaults(spec), as_of: asOf });
  if (rows.length !== 1) throw new Error(`figure ${name} has ${rows.length} rows`);
  return Object.fromEntries(
    Object.entries(rows[0]!).map(([column, value]) => {
      const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
      return [column, number];
    }),
  );
}
