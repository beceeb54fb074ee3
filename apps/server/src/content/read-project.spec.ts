import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTablesOf } from '../../../../test/support/duckdb-tables.js';
import { AppError } from '../common/errors.js';
import { datasetOrder } from './dataset-order.js';
import type { Project } from './project.js';
import { readProject } from './read-project.js';

const PROJECT = 'name: shop\ntitle: Shop\n';
const TITLE = 'title: T\n';

describe('readProject', () => {
  let folder: string;
  let engine: Awaited<ReturnType<typeof openTablesOf>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-read-'));
    engine = await openTablesOf();
  });
  afterAll(async () => {
    engine.close();
    await rm(folder, { recursive: true });
  });

  async function write(files: Record<string, string>): Promise<string> {
    const root = await mkdtemp(join(folder, 'p-'));
    for (const [file, text] of Object.entries({ 'decile.yaml': PROJECT, ...files })) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    return root;
  }
  const read = async (files: Record<string, string>) => readProject(await write(files), engine);
  const shown = (project: Project) =>
    project.diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

  it('loads an empty project with its defaults', async () => {
    const project = await read({});
    expect(project.diagnostics).toEqual([]);
    expect(project.spec).toMatchObject({ name: 'shop', language: 'en', time_zone: 'UTC' });
    expect(project.datasets.size).toBe(0);
  });

  it('holds the built-in calendar where something reads it, and keeps its name free', async () => {
    const reading = {
      'datasets/a.yaml': TITLE,
      'datasets/a.sql': 'SELECT day FROM calendar.days WHERE is_business_day',
    };
    const project = await read(reading);
    expect(project.diagnostics).toEqual([]);
    expect([...project.datasets.keys()].sort()).toEqual(['a', 'calendar']);
    expect(datasetOrder(project, ['a'])).toEqual(['calendar', 'a']);
    const taken = await read({ ...reading, 'datasets/calendar.yaml': TITLE, 'datasets/calendar.sql': 'SELECT 1 AS x' });
    expect(taken.diagnostics.map(({ code }) => code)).toEqual(['dataset.name-reserved']);
  });

  it('finds holidays of nowhere and days of no calendar, and leaves out what reads such a calendar', async () => {
    const calendar = 'calendar:\n  holidays: KT\n  extra: [{ date: 2026-02-30, name: X }]\n';
    const project = await read({
      'decile.yaml': `${PROJECT}${calendar}`,
      'datasets/a.yaml': TITLE,
      'datasets/a.sql': 'SELECT day FROM calendar.days',
    });
    expect(shown(project)).toEqual(['decile.yaml:4:13 project.calendar', 'decile.yaml:5:19 project.calendar']);
    expect(project.datasets.size).toBe(0);
    const state = await read({ 'decile.yaml': `${PROJECT}calendar: { holidays: DE-XX }\n` });
    expect(state.diagnostics[0]?.message).toBe('no holidays are known for DE-XX');
  });

  it('says so when there is no decile.yaml, and still loads the datasets', async () => {
    const root = await write({ 'datasets/a.yaml': TITLE, 'datasets/a.sql': 'SELECT 1 AS x' });
    await rm(join(root, 'decile.yaml'));
    const project = await readProject(root, engine);
    expect(project.diagnostics.map((each) => each.code)).toEqual(['project.missing']);
    expect([...project.datasets.keys()]).toEqual(['a']);
  });

  it('locates a tab, and keeps what is sound beside it', async () => {
    const project = await read({
      'datasets/bad.yaml': 'title: T\nfile:\n\tpath: x.csv\n',
      'datasets/good.yaml': TITLE,
      'datasets/good.sql': 'SELECT 1 AS x',
    });
    expect(shown(project)).toEqual(['datasets/bad.yaml:3:1 yaml.syntax']);
    expect(project.diagnostics[0]?.message).toContain('tab');
    expect([...project.datasets.keys()]).toEqual(['good']);
  });

  it('reads a byte order mark and CRLF, and counts their columns right', async () => {
    const project = await read({
      'datasets/a.yaml': '\uFEFFtitle: T\r\ntitel: U\r\n',
      'datasets/a.sql': '\uFEFFSELECT 1 AS x\r\n',
    });
    expect(shown(project)).toEqual(['datasets/a.yaml:2:1 dataset.unknown-key']);
  });

  it('points at an unknown key with the one that was meant, also deep inside lists', async () => {
    const project = await read({
      'report-templates/r/report.yaml': [
        'title: T',
        'sections:',
        '  - id: one',
        '    title: One',
        '    blocks:',
        '      - { id: a, kind: text, text: x }',
        '      - id: b',
        '        kind: table',
        '        sql: SELECT 1 AS x',
        '        columns:',
        '          - name: x',
        '            tittle: X',
      ].join('\n'),
    });
    expect(shown(project)).toEqual(['report-templates/r/report.yaml:12:13 report.unknown-key']);
    expect(project.diagnostics[0]).toMatchObject({
      message: 'unknown key "tittle" in sections[0].blocks[1].columns[0]',
      hint: 'did you mean "title"?',
    });
    expect(project.reports.size).toBe(0);
  });

  it('explains missing keys, wrong values and wrong types in plain words', async () => {
    const project = await read({
      'decile.yaml': 'name: shop\ntitle: { ko: 가게, eng: Shop }\ntime_zone: Asia/Soul\ncurrency: 3\nlanguage: kr\n',
      'jobs/j.yaml': 'title:\nformats: []\ntimeout_minutes: 0\n',
      'dashboards/d.yaml': 'title: T\nblocks:\n  - { id: a, kind: tabel }\n',
      'datasets/t.yaml': 'title: T\ntests:\n  - uniqe: [a]\n  - unique: []\n',
      'datasets/t.sql': 'SELECT 1 AS a',
    });
    const lines = project.diagnostics.map(
      (each) => `${each.file}:${each.line}:${each.column} ${each.message} | ${each.hint}`,
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "dashboards/d.yaml:3:5 "sql" is missing in blocks[0] | add sql: one SELECT, or write metrics: and from: in its place",
        "dashboards/d.yaml:3:20 "kind" is "tabel" | did you mean "table"?",
        "datasets/t.yaml:3:5 unknown key "uniqe" in tests[0] | did you mean "unique"?",
        "datasets/t.yaml:4:13 "unique" must have at least 1 entry | undefined",
        "decile.yaml:2:18 unknown key "eng" in title | did you mean "en"?",
        "decile.yaml:3:12 "time_zone" is "Asia/Soul" | use an IANA time zone like Asia/Seoul",
        "decile.yaml:4:11 "currency" must be text, not 3 | undefined",
        "decile.yaml:5:11 "language" is "kr" | did you mean "ko"?",
        "jobs/j.yaml:1:1 "title" is empty | write text or keys with values",
        "jobs/j.yaml:1:1 "report" is missing | add report: text",
        "jobs/j.yaml:2:10 "formats" must have at least 1 entry | undefined",
        "jobs/j.yaml:3:18 "timeout_minutes" must be at least 1 | undefined",
      ]
    `);
  });

  it('names repeated keys and empty files', async () => {
    const project = await read({ 'jobs/a.yaml': 'title: T\nreport: r\ntitle: U\n', 'jobs/b.yaml': '# nothing\n' });
    expect(shown(project)).toEqual([
      'jobs/a.yaml:2:9 job.unknown-report',
      'jobs/a.yaml:3:1 yaml.syntax',
      'jobs/b.yaml:1:1 job.empty-file',
    ]);
  });

  it('wants exactly one origin for a dataset', async () => {
    const rfm = '{ kind: rfm, input: c, customer: a, date: b, amount: c, breaks: { fitted_at: [2026-01-31] } }';
    const project = await read({
      'datasets/none.yaml': TITLE,
      'datasets/two.yaml': `title: T\nanalysis: ${rfm}\n`,
      'datasets/two.sql': 'SELECT 1 AS x',
      'datasets/orphan.sql': 'SELECT 1 AS x',
      'datasets/gone.yaml': 'title: T\nfile:\n  path: data/gone.csv\n',
      'datasets/months.yaml': 'title: T\nfile: { path: data/sales-*.csv }\n',
      'datasets/nothing.yaml': 'title: T\nfile: { path: data/costs-*.csv }\n',
      'datasets/outside.yaml': 'title: T\nfile: { path: ../x.csv }\n',
      'data/sales-01.csv': 'a\n1\n',
    });
    expect(project.datasets.has('months')).toBe(true);
    expect(shown(project)).toEqual([
      'datasets/gone.yaml:3:9 dataset.file-missing',
      'datasets/none.yaml:1:1 dataset.no-origin',
      'datasets/nothing.yaml:2:15 dataset.file-missing',
      'datasets/orphan.sql:1:1 dataset.no-yaml',
      'datasets/outside.yaml:2:15 dataset.file-outside',
      'datasets/two.yaml:2:1 dataset.several-origins',
      'datasets/two.yaml:2:31 sql.unknown-dataset',
    ]);
  });

  it('finds the inputs of SQL and of an analysis, and orders datasets by them', async () => {
    const project = await read({
      'datasets/orders.yaml': 'title: T\nfile: { path: data/orders.csv }\n',
      'data/orders.csv': 'a\n1\n',
      'datasets/grades.yaml':
        'title: T\nanalysis: { kind: rfm, input: orders, customer: a, date: b, amount: c, breaks: { fitted_at: [2026-01-31] } }\n',
      'datasets/best.yaml': TITLE,
      'datasets/best.sql': 'WITH orders2 AS (SELECT * FROM orders) SELECT * FROM orders2 JOIN grades.scores USING (a)',
      'datasets/alone.yaml': TITLE,
      'datasets/alone.sql': 'SELECT 1 AS x',
    });
    expect(project.diagnostics).toEqual([]);
    expect(project.datasets.get('best')?.inputs).toEqual(['grades', 'orders']);
    expect(project.datasets.get('grades')?.inputs).toEqual(['orders']);
    expect(datasetOrder(project, ['best', 'alone'])).toEqual(['alone', 'orders', 'grades', 'best']);
    expect(() => datasetOrder(project, ['order'])).toThrow(AppError);
  });

  it('locates unknown datasets and syntax errors inside the SQL', async () => {
    const project = await read({
      'datasets/orders.yaml': TITLE,
      'datasets/orders.sql': 'SELECT 1 AS x',
      'datasets/a.yaml': TITLE,
      'datasets/a.sql': "-- FROM ordres\nSELECT 'ordres' AS t\nFROM orders\nJOIN ordres USING (x)",
      'datasets/b.yaml': TITLE,
      'datasets/b.sql': 'SELECT *\nFORM orders',
      'datasets/c.yaml': TITLE,
      'datasets/c.sql': 'SELECT * FROM orders.lines',
    });
    expect(shown(project)).toEqual([
      'datasets/a.sql:4:6 sql.unknown-dataset',
      'datasets/b.sql:2:6 sql.syntax',
      'datasets/c.sql:1:15 sql.table-unknown',
    ]);
    expect(project.diagnostics[0]?.hint).toBe('did you mean "orders"?');
  });

  it('names the datasets of a cycle and leaves out what reads them', async () => {
    const project = await read({
      'datasets/a.yaml': TITLE,
      'datasets/a.sql': 'SELECT * FROM b',
      'datasets/b.yaml': TITLE,
      'datasets/b.sql': 'SELECT * FROM c',
      'datasets/c.yaml': TITLE,
      'datasets/c.sql': 'SELECT * FROM a',
      'datasets/d.yaml': TITLE,
      'datasets/d.sql': 'SELECT * FROM a',
      'datasets/self.yaml': TITLE,
      'datasets/self.sql': 'SELECT * FROM self',
    });
    expect(project.diagnostics.map((each) => each.message)).toEqual([
      'datasets read each other in a circle: a → b → c → a',
      'datasets read each other in a circle: self → self',
    ]);
    expect(project.datasets.size).toBe(0);
  });

  const REPORT = 'title: T\nsections:\n  - { id: one, title: One, blocks: [] }\n';

  it('reads partials, those of a report before shared ones, and checks names and helpers in them once', async () => {
    const project = await read({
      'report-templates/_partials/stamp.hbs': 'shared',
      'report-templates/_partials/foot.hbs': '<p>\n{{> stmp}}</p>',
      'report-templates/a/report.yaml': REPORT,
      'report-templates/a/partials/foot.hbs': '{{> stamp}}',
      'report-templates/b/report.yaml': REPORT,
      'report-templates/b/layout.hbs': '{{> foot}}{{> cover}}',
      'report-templates/c/report.yaml': REPORT,
      'report-templates/c/layout.hbs': '{{#each sections}}\n  {{shout title}}{{/each}}',
    });
    expect(shown(project)).toEqual([
      'report-templates/_partials/foot.hbs:2:1 template.unknown-partial',
      'report-templates/c/layout.hbs:2:3 template.unknown-helper',
    ]);
    expect(project.diagnostics[0]?.hint).toBe('did you mean "stamp"?');
    expect([...project.reports.keys()]).toEqual(['a']);
    expect(project.reports.get('a')?.partials).toEqual({
      stamp: { file: 'report-templates/_partials/stamp.hbs', text: 'shared' },
      foot: { file: 'report-templates/a/partials/foot.hbs', text: '{{> stamp}}' },
    });
  });

  it('reads logos, says which cannot be used, and warns of colours too light for text', async () => {
    const project = await read({
      'decile.yaml': `${PROJECT}brand: { name: Shop, color: '#ffcc00', logo: brand/shop.svg }\n`,
      'brand/shop.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"/>',
      'report-templates/r/report.yaml': `${REPORT}brand: { bad: '#aa0000', logo: ../elsewhere.png }\n`,
      'report-templates/s/report.yaml': `${REPORT}brand: { logo: gone.png }\n`,
    });
    expect(shown(project)).toEqual([
      'decile.yaml:3:29 brand.contrast',
      'report-templates/r/report.yaml:4:32 report.invalid-value',
      'report-templates/s/report.yaml:4:16 brand.logo',
    ]);
    expect([...project.logos.keys()]).toEqual(['brand/shop.svg']);
  });

  it('refuses an issue diff on a dashboard, and knows the figures that blocks and texts name', async () => {
    const project = await read({
      'dashboards/d.yaml': 'title: T\nblocks:\n  - { id: since, kind: issue_diff }\n',
      'report-templates/r/report.yaml': [
        'title: \'{{since_last "sales.n"}}\'',
        'sections:',
        '  - id: one',
        '    title: One',
        '    blocks:',
        '      - { id: since, kind: issue_diff, figures: [{ figure: sales.n, label: L }] }',
        '      - { id: rules, kind: rule_table, conditions: [place], sql: SELECT * FROM rules }',
      ].join('\n'),
    });
    expect(shown(project)).toEqual([
      'dashboards/d.yaml:3:24 dashboard.no-issues',
      'report-templates/r/report.yaml:1:22 template.unknown-figure',
      'report-templates/r/report.yaml:6:60 block.unknown-figure',
      'report-templates/r/report.yaml:7:80 sql.unknown-dataset',
    ]);
  });

  it('links the queries, figures, ids and texts of a report at their lines', async () => {
    const project = await read({
      'datasets/orders.yaml': TITLE,
      'datasets/orders.sql': 'SELECT 1 AS x',
      'report-templates/r/layout.hbs': '<main>\n  {{#each sections}}\n</main>\n',
      'report-templates/r/report.yaml': [
        'title: T',
        "period_from: date_trunc('month', $as_of) -",
        'figures:',
        '  best:',
        '    sql: SELECT 1 AS n FROM order',
        'sections:',
        '  - id: one',
        "    title: 'Sales {{best.n'",
        '    needs: [oders.x]',
        '    blocks:',
        '      - { id: a, kind: kpi, items: [{ label: L, value: bst.n }] }',
        '      - id: a',
        '        kind: table',
        '        sql: |',
        '          SELECT x',
        '          FROM ordrs',
        '          ORDER BY x',
        '      - { id: g, kind: grade_table, from: orders, where: x = = 1, score: x, response: x }',
        'checks:',
        '  - { name: c, message: M, sql: SELECT FROM WHERE }',
      ].join('\n'),
    });
    expect(shown(project)).toEqual([
      'report-templates/r/layout.hbs:4:1 template.syntax',
      'report-templates/r/report.yaml:2:43 sql.syntax',
      'report-templates/r/report.yaml:5:29 sql.syntax',
      'report-templates/r/report.yaml:8:26 template.syntax',
      'report-templates/r/report.yaml:9:13 sql.unknown-dataset',
      'report-templates/r/report.yaml:11:56 block.unknown-figure',
      'report-templates/r/report.yaml:12:13 block.id-repeated',
      'report-templates/r/report.yaml:16:16 sql.unknown-dataset',
      'report-templates/r/report.yaml:18:62 sql.syntax',
      'report-templates/r/report.yaml:20:45 sql.syntax',
    ]);
  });

  it('links a job to its report and to the parameters that this declares', async () => {
    const project = await read({
      'report-templates/sales/report.yaml':
        'title: T\nparameters: { region: { type: string }, since: { type: date } }\nsections: [{ id: a, title: A, blocks: [] }]\n',
      'jobs/good.yaml': 'title: T\nreport: sales\nparameters: { region: north, since: 2026-01-01 }\n',
      'jobs/wrong.yaml': 'title: T\nreport: sale\n',
      'jobs/names.yaml': 'title: T\nreport: sales\nparameters:\n  regoin: north\n  since: 7\n',
    });
    expect(shown(project)).toEqual([
      'jobs/names.yaml:4:3 job.unknown-parameter',
      'jobs/names.yaml:5:10 job.parameter-type',
      'jobs/wrong.yaml:2:9 job.unknown-report',
    ]);
    expect([...project.jobs.keys()]).toEqual(['good']);
  });

  it('does not blame what reads a broken file, but leaves it out', async () => {
    const project = await read({
      'datasets/orders.yaml': 'titel: T\n',
      'datasets/orders.sql': 'SELECT 1 AS x',
      'dashboards/d.yaml': 'title: T\nblocks: [{ id: a, kind: table, sql: SELECT x FROM orders }]\n',
    });
    expect(new Set(project.diagnostics.map((each) => each.file))).toEqual(new Set(['datasets/orders.yaml']));
    expect(project.dashboards.size).toBe(0);
  });

  it('refuses names that reach neither SQL nor a URL, and files that end in .yml', async () => {
    const project = await read({
      'datasets/My-Orders.yaml': TITLE,
      'datasets/My-Orders.sql': 'SELECT 1 AS x',
      'jobs/a.yml': TITLE,
      'report-templates/bare/style.css': '',
    });
    expect(project.diagnostics.map((each) => each.file)).toEqual([
      'datasets/My-Orders.yaml',
      'jobs/a.yml',
      'report-templates/bare/report.yaml',
    ]);
    expect(project.datasets.size).toBe(0);
  });

  it('lets an infrastructure error of the engine through', async () => {
    const root = await write({ 'datasets/a.yaml': TITLE, 'datasets/a.sql': 'SELECT 1' });
    const down = new AppError('engine.down', 'no engine', { severity: 'infrastructure' });
    await expect(readProject(root, { ...engine, tablesOf: () => Promise.reject(down) })).rejects.toBe(down);
  });
});
