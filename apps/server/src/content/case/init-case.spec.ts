import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.js';
import { demoRows } from '../../datasets/write-demo-rows.js';
import { Engine } from '../../engine/engine.js';
import type { Project } from '../project.js';
import { readProject } from '../read-project.js';
import { findCase } from './case-parts.js';
import { initCase } from './init-case.js';
import { listCases } from './list-cases.js';

const SALES = `title: { ko: 매출, en: Sales }
# What the shop sold.
date_column: sold_on
columns:
  - { name: amount, title: Amount, format: money }
tests:
  - not_null: [amount]
metrics:
  revenue: { title: Revenue, expression: sum(amount), format: money }
`;
const FILES: Record<string, string> = {
  'decile.yaml': "name: demo\ntitle: Demo\nlanguage: ko\nbrand: { name: Demo, color: '#123456' }\n",
  'datasets/sales.yaml': SALES,
  'datasets/sales.sql': `SELECT n AS sale_no, CAST($as_of AS DATE) - n::INTEGER AS sold_on, CAST(n * 100 AS DECIMAL(14,0)) AS amount,
    if(n = 2, 'a "b", c', NULL) AS remark FROM range(1, 4) AS numbers(n)`,
  'datasets/sales_null.yaml': 'title: Twin',
  'datasets/sales_null.sql': 'SELECT * FROM sales',
  'datasets/totals.yaml': 'title: Totals',
  'datasets/totals.sql': 'SELECT sum(amount) AS amount FROM sales',
  'datasets/broken.yaml': 'title: Broken',
  'datasets/broken.sql': "SELECT CAST('x' || $as_of AS DATE) AS day",
  'dashboards/own.yaml': 'title: Own\nblocks: [{ id: a, kind: table, sql: SELECT amount FROM totals ORDER BY 1 }]\n',
  'dashboards/foreign.yaml':
    'title: Foreign\nblocks: [{ id: a, kind: table, sql: SELECT amount FROM sales_null ORDER BY 1 }]\n',
  'report-templates/monthly/report.yaml':
    'title: Monthly\nsections: [{ id: s, title: T, blocks: [{ id: b, kind: table, sql: SELECT amount FROM totals ORDER BY 1 }] }]\n',
  'report-templates/monthly/style.css': 'p {}',
  'report-templates/_partials/foot.hbs': 'foot',
  'report-templates/bad/report.yaml':
    'title: Bad\nsections: [{ id: s, title: T, blocks: [{ id: b, kind: table, sql: SELECT day FROM broken ORDER BY 1 }] }]\n',
  'jobs/monthly-sales.yaml': 'title: { ko: 월간, en: Monthly sales }\nreport: monthly\n',
  'jobs/bad-day.yaml': 'title: Bad\nreport: bad\n',
  'jobs/gallery.yaml': 'title: No case\nreport: monthly\n',
  'docs/cases/monthly-sales.md': '# Page',
  'docs/cases/bad-day.md': '# Page',
};

describe('initCase', () => {
  let home: string;
  let engine: Engine;
  let project: Project;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'decile-case-'));
    engine = new Engine({ ...readEnvironment(), stateDir: join(home, 'state') });
    for (const [file, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(home, 'demo', file)), { recursive: true });
      await writeFile(join(home, 'demo', file), text);
    }
    project = await readProject(join(home, 'demo'), engine);
  });
  afterAll(async () => {
    await engine.onModuleDestroy();
    await rm(home, { recursive: true });
  });

  const init = async (folder: string, name = 'monthly-sales', asOf = '2026-10-31') => {
    const dir = join(home, folder);
    const cases = listCases(project.root).map((each) => each.name);
    await initCase(dir, project, findCase(project, name, cases), { asOf, writeRows: demoRows(engine, asOf) });
    return { dir, text: (file: string) => readFile(join(dir, file), 'utf8') };
  };

  it('brings the job, what it reads and what reads only that, and no more', async () => {
    const { dir } = await init('closure');
    const files = (await readdir(dir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
      .filter((file) => !file.startsWith('.decile'));
    expect(files.sort()).toEqual([
      '.gitignore',
      'README.md',
      'dashboards/own.yaml',
      'data/sales.csv',
      'datasets/sales.yaml',
      'datasets/totals.sql',
      'datasets/totals.yaml',
      'decile.yaml',
      'docs/cases/monthly-sales.md',
      'jobs/monthly-sales.yaml',
      'report-templates/_partials/foot.hbs',
      'report-templates/monthly/report.yaml',
      'report-templates/monthly/style.css',
    ]);
  });

  it('turns a generated dataset into one from a file with its rows, keeping all else that it declares', async () => {
    const { text } = await init('source');
    const written = await text('datasets/sales.yaml');
    expect(written).toContain('file:\n  path: data/sales.csv');
    expect(written).toContain(
      "  - { name: amount, from: amount, type: 'DECIMAL(18,2)', title: Amount, format: money }",
    );
    expect(written).toContain('  - { name: sold_on, from: sold_on, type: DATE }');
    for (const kept of [
      '# What the shop sold.',
      'date_column: sold_on',
      '- not_null: [ amount ]',
      'expression: sum(amount)',
    ])
      expect(written.replaceAll('[amount]', '[ amount ]')).toContain(kept);
    expect(await text('data/sales.csv')).toBe(
      'sale_no,sold_on,amount,remark\n1,2026-10-30,100,\n2,2026-10-29,200,"a ""b"", c"\n3,2026-10-28,300,\n',
    );
  });

  it('gives a project without a mistake, under a name and a title of its own', async () => {
    const { dir } = await init('My shop');
    const made = await readProject(dir, engine);
    expect(made.diagnostics).toEqual([]);
    expect(made.spec).toMatchObject({ name: 'my-shop', title: { en: 'Monthly sales' }, language: 'ko' });
    expect(made.jobs.get('monthly-sales')?.spec.report).toBe('monthly');
    expect(made.dashboards.get('own')?.inputs).toEqual(['totals']);
  });

  it('names in the README each column to map and the command that runs', async () => {
    const { text } = await init('readme');
    const readme = await text('README.md');
    expect(readme).toContain('decile run monthly-sales --as-of 2026-10-31 --out out');
    expect(readme).toContain('| `amount` | DECIMAL(18,2) | Amount |');
  });

  it('writes the same files again', async () => {
    const [one, two] = [await init('one/same'), await init('two/same')];
    for (const file of ['README.md', 'decile.yaml', 'datasets/sales.yaml', 'data/sales.csv'])
      expect(await two.text(file), file).toBe(await one.text(file));
  });

  it('refuses a job without a page, a misspelt one, and a folder that holds something', async () => {
    await expect(init('no', 'gallery')).rejects.toMatchObject({ code: 'init.unknown-case', severity: 'usage' });
    await expect(init('no', 'montly-sales')).rejects.toMatchObject({ hint: 'did you mean "monthly-sales"?' });
    await init('twice');
    await expect(init('twice')).rejects.toMatchObject({ code: 'init.not-empty' });
  });

  it('leaves nothing behind when the rows cannot be made', async () => {
    await expect(init('broken', 'bad-day')).rejects.toMatchObject({ code: 'query.failed' });
    expect(existsSync(join(home, 'broken', 'decile.yaml'))).toBe(false);
    expect(await readdir(join(home, 'broken'))).toEqual([]);
  });
});
