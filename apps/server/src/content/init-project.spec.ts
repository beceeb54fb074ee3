import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTablesOf } from '../../../../test/support/duckdb-tables.js';
import { compileReport } from '../metrics/compile-content.js';
import { initProject } from './init-project.js';
import { readProject } from './read-project.js';

describe('initProject', () => {
  let folder: string;
  let engine: Awaited<ReturnType<typeof openTablesOf>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-init-'));
    engine = await openTablesOf();
  });
  afterAll(async () => {
    engine.close();
    await rm(folder, { recursive: true });
  });

  it('writes a project that checks without a diagnostic and links all its parts', async () => {
    const dir = join(folder, 'Shop 1');
    const written = await initProject(dir);
    expect(written).toContain('.gitignore');
    expect(written).toContain(join('.decile', 'schemas', 'report.json'));
    const project = await readProject(dir, engine);
    expect(project.diagnostics).toEqual([]);
    expect(project.spec.name).toBe('shop-1');
    expect([...project.datasets.keys()]).toEqual(['orders']);
    expect(project.reports.get('monthly-sales')?.inputs).toEqual(['orders']);
    expect(project.dashboards.get('sales-overview')?.inputs).toEqual(['orders']);
    expect(project.jobs.get('monthly-sales')?.spec.report).toBe('monthly-sales');
  });

  it('names the JSON Schema in the first line of every YAML file, at a path that exists', async () => {
    const dir = join(folder, 'schemas');
    const written = await initProject(dir, { name: 'schemas' });
    for (const file of written.filter((path) => path.endsWith('.yaml'))) {
      const first = (await readFile(join(dir, file), 'utf8')).split('\n')[0] ?? '';
      const path = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1] ?? 'none';
      expect(JSON.parse(await readFile(join(dir, file, '..', path), 'utf8'))).toHaveProperty('properties');
    }
  });

  it('writes SQL that DuckDB runs: 24 months of orders and figures for as-of', async () => {
    const dir = join(folder, 'runs');
    await initProject(dir, { name: 'runs' });
    const project = await readProject(dir, engine);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`CREATE TABLE orders AS ${project.datasets.get('orders')?.sql}`, { as_of: '2026-10-31' });
    const months = await connection.runAndReadAll(
      "SELECT count(DISTINCT date_trunc('month', ordered_on))::INTEGER, count(*)::INTEGER FROM orders",
    );
    expect(months.getRows()).toEqual([[24, 6000]]);
    const report = compileReport(project.reports.get('monthly-sales')!.spec, {
      datasets: project.datasets,
      calendar: project.spec.calendar,
      asOf: '2026-10-31',
      language: 'en',
    });
    const queries = [
      ...Object.values(report.figures).map(({ sql }) => sql),
      `SELECT ${report.period_from}`,
      ...report.sections.flatMap((section) =>
        section.blocks.flatMap((block) => ('sql' in block ? (block.sql ?? []) : [])),
      ),
    ];
    for (const sql of queries) {
      const reader = await connection.runAndReadAll(sql, sql.includes('$as_of') ? { as_of: '2026-10-31' } : {});
      expect(reader.currentRowCount).toBeGreaterThan(0);
    }
    connection.closeSync();
  });

  it('refuses a folder that holds something, but not one with hidden files only', async () => {
    const dir = join(folder, 'used');
    await mkdir(dir);
    await writeFile(join(dir, '.env'), '');
    await initProject(dir);
    await expect(initProject(dir)).rejects.toMatchObject({ code: 'init.not-empty', severity: 'usage' });
    await writeFile(join(folder, 'file'), '');
    await expect(initProject(join(folder, 'file'))).rejects.toMatchObject({ code: 'init.not-a-folder' });
    await expect(initProject(join(folder, 'new'), { name: 'No Name' })).rejects.toMatchObject({ code: 'init.name' });
  });
});
