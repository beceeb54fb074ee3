import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartRoles } from '../../apps/server/src/blocks/charts/chart-roles.js';
import { dataset } from '../../apps/server/src/content/spec/dataset.js';
import type { Project } from '../../apps/server/src/content/project.js';
import { readProject } from '../../apps/server/src/content/read-project.js';
import type { WrittenBlock, WrittenFigures } from '../../apps/server/src/content/spec/block.js';
import { job } from '../../apps/server/src/content/spec/job.js';
import { project } from '../../apps/server/src/content/spec/project.js';
import { compileContent } from '../../apps/server/src/metrics/compile-content.js';
import { openTablesOf } from '../support/duckdb-tables.js';
import { defaults, readContent, readDashboard, readReport, stems } from './demo-content.js';
import { DemoDatabase, PROJECT } from './demo-database.js';

const REPORTS = ['rfm-grades', 'response-lift', 'gallery'];
/** Those that read no model; the others are resolved by the specs of their cases. */
const DASHBOARDS = ['grade-monitoring', 'sales-overview'];
const GALLERY = stems('datasets').filter((name) => name.startsWith('gallery_'));

describe('the files of the demo project', () => {
  it('follow their schemas', () => {
    expect(() => project.parse(readContent('decile.yaml'))).not.toThrow();
    for (const name of stems('datasets'))
      expect(() => dataset.parse(readContent('datasets', `${name}.yaml`))).not.toThrow();
    for (const name of stems('jobs')) expect(() => job.parse(readContent('jobs', `${name}.yaml`))).not.toThrow();
    for (const name of stems('dashboards')) expect(() => readDashboard(name)).not.toThrow();
    for (const name of REPORTS) expect(() => readReport(name)).not.toThrow();
  });
});

describe('the SQL of reports and dashboards', () => {
  let database: DemoDatabase;
  let demo: Project;
  beforeAll(async () => {
    const reader = await openTablesOf();
    demo = await readProject(PROJECT, reader);
    reader.close();
    database = await DemoDatabase.open('2026-10-31');
    await database.load('customers', 'orders', 'orders_null', 'campaign_scores', 'grade_care', ...GALLERY);
    await database.grade('orders');
  });
  afterAll(() => database.close());

  const compile = (figures: WrittenFigures, blocks: WrittenBlock[]) =>
    compileContent(figures, blocks, {
      datasets: demo.datasets,
      calendar: demo.spec.calendar,
      asOf: database.asOf,
      language: 'ko',
    });
  const specs = () => [
    ...REPORTS.map((name) => {
      const spec = readReport(name);
      const written = spec.sections.flatMap((section) => section.blocks);
      return { spec, ...compile(spec.figures, written), parameters: defaults(spec) };
    }),
    ...DASHBOARDS.map((name) => {
      const spec = readDashboard(name);
      return { spec, ...compile(spec.figures, spec.blocks), parameters: { language: 'ko' } };
    }),
  ];

  it('gives every figure as one row, with each declared format on a column that is there', async () => {
    for (const { figures, parameters } of specs()) {
      for (const [name, { sql, formats }] of Object.entries(figures)) {
        const rows = await database.rows(sql, parameters);
        expect(rows, name).toHaveLength(1);
        for (const column of Object.keys(formats)) expect(Object.keys(rows[0]!), name).toContain(column);
      }
    }
  });

  it('gives every table and chart rows with the columns that the block names', async () => {
    for (const { blocks, parameters } of specs()) {
      for (const block of blocks) {
        if (block.kind !== 'table' && block.kind !== 'chart') continue;
        const rows = await database.rows(block.sql, parameters);
        expect(rows.length, block.id).toBeGreaterThan(0);
        const named =
          block.kind === 'table'
            ? (block.columns ?? []).map((column) => column.name)
            : chartRoles(block).map((role) => role.column);
        for (const column of named) expect(Object.keys(rows[0]!), block.id).toContain(column);
      }
    }
  });

  it('names only figures that are there, in KPIs and in texts', () => {
    for (const { spec } of specs()) {
      const text = JSON.stringify(spec);
      const names = [
        ...text.matchAll(/\b(?:figure|text|value) \\"([a-z0-9_]+)\.[a-z0-9_]+\\"/g),
        ...text.matchAll(/"(?:value|change|target)":"([a-z0-9_]+)\.[a-z0-9_]+"/g),
      ].map((match) => match[1]!);
      for (const name of names) expect(Object.keys(spec.figures)).toContain(name);
    }
  });

  it('passes its own checks on the demo data', async () => {
    for (const name of REPORTS) {
      for (const check of readReport(name).checks) expect(await database.rows(check.sql), check.name).toEqual([]);
    }
  });

  it('still gives one row a figure, and the verdict "none", when there is no data at all', async () => {
    const empty = await DemoDatabase.open('2023-06-30');
    await empty.load('customers', 'orders', 'orders_null', 'campaign_scores', 'grade_care', ...GALLERY);
    await empty.grade('orders');
    await empty.run('delete from campaign_scores');
    for (const name of REPORTS) {
      const spec = readReport(name);
      for (const [figure, { sql }] of Object.entries(spec.figures)) {
        const rows = await empty.rows(sql ?? '', defaults(spec));
        expect(rows, figure).toHaveLength(1);
        if ('verdict' in rows[0]!) expect(rows[0]!['verdict'], figure).toBe('none');
      }
    }
    empty.close();
  });
});
