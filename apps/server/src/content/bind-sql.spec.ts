import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.js';
import { readProject } from './read-project.js';

const ORDERS = `SELECT 1 AS order_id, DATE '2026-01-31' AS ordered_on, 10::DECIMAL(12,2) AS amount, 'a' AS channel`;

describe('columns that are known without data', () => {
  let folder: string;
  let engine: Engine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-bind-'));
    engine = new Engine({ stateDir: folder, duckdbMemory: '200MB', duckdbThreads: 1 });
  });
  afterAll(async () => {
    await engine.onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  async function check(files: Record<string, string>) {
    const root = await mkdtemp(join(folder, 'p-'));
    const all = {
      'decile.yaml': 'name: shop\ntitle: Shop\n',
      'datasets/orders.yaml': 'title: Orders\n',
      'datasets/orders.sql': ORDERS,
      ...files,
    };
    for (const [file, text] of Object.entries(all)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    const sketch = await engine.openSketch();
    const project = await readProject(root, { tablesOf: engine.tablesOf, expressionOf: engine.expressionOf, sketch });
    await sketch.close();
    return project;
  }
  const shown = ({ diagnostics }: Awaited<ReturnType<typeof check>>) =>
    diagnostics.map(({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message} (${hint})`);
  const report = (yaml: string) => ({ 'report-templates/r/report.yaml': `title: T\n${yaml}` });
  const section = (blocks: string) => `sections:\n  - id: s\n    title: S\n    blocks:\n${blocks}`;

  it('finds a column that a SELECT misspells, behind parameters too, at its word', async () => {
    const project = await check({
      'datasets/late.yaml': 'title: Late\n',
      'datasets/late.sql': 'SELECT order_id\nFROM orders o WHERE ordered_on <= $as_of AND amont > 1',
    });
    expect(shown(project)).toEqual(['2:46 sql.unknown-column there is no column "amont" (did you mean "amount"?)']);
    expect(project.datasets.has('late')).toBe(false);
  });

  it('finds columns that an analysis names and its input lacks, at their words', async () => {
    const analysis = (more: string) => `title: A\nanalysis:\n${more}`;
    const project = await check({
      'datasets/rules.yaml': analysis(
        `  kind: condition_rules\n  input: orders\n  outcome: { column: chanel, is: a }\n  margin: amont\n` +
          `  conditions: [channel, { column: ordered_at, part: hour }]\n  holdout: { key: ordr_id }\n`,
      ),
      'datasets/pairs.yaml': analysis(`  kind: basket_rules\n  input: orders\n  basket: order_id\n  item: itm\n`),
      'datasets/grades.yaml': analysis(
        `  { kind: rfm, input: orders, customer: channel, date: ordered, amount: amount, breaks: { fitted_at: [2026-01-31] } }\n`,
      ),
      'datasets/sound.yaml': analysis(`  { kind: basket_rules, input: orders, basket: order_id, item: channel }\n`),
      'datasets/asked.yaml': 'title: T\n',
      'datasets/asked.sql': 'SELECT rule, lft FROM sound.rules',
    });
    expect(
      project.diagnostics.map(
        ({ file, line, column, message, hint }) => `${file}:${line}:${column} ${message} (${hint})`,
      ),
    ).toEqual([
      'datasets/asked.sql:1:14 there is no column "lft" (did you mean "lift"?)',
      'datasets/grades.yaml:3:56 there is no column "ordered" (did you mean "order_id"?)',
      'datasets/pairs.yaml:6:9 there is no column "itm" (known columns: amount, channel, order_id, ordered_on)',
      'datasets/rules.yaml:5:22 there is no column "chanel" (did you mean "channel"?)',
      'datasets/rules.yaml:6:11 there is no column "amont" (did you mean "amount"?)',
      'datasets/rules.yaml:7:35 there is no column "ordered_at" (did you mean "ordered_on"?)',
      'datasets/rules.yaml:8:19 there is no column "ordr_id" (did you mean "order_id"?)',
    ]);
    expect([...project.datasets.keys()].filter((name) => name !== 'calendar').sort()).toEqual(['orders', 'sound']);
  });

  it('names a condition that stands twice, and a category that is none', async () => {
    const yaml = (more: string) =>
      `title: A\nanalysis:\n  kind: condition_rules\n  input: orders\n  outcome: channel\n  holdout: { key: order_id }\n${more}`;
    const project = await check({
      'datasets/twice.yaml': yaml('  conditions: [channel, channel]\n'),
      'datasets/none.yaml': yaml('  conditions: [channel]\n  categories: [chanel]\n'),
      'datasets/doubled.yaml': yaml('  conditions: [{ column: amount, breaks: [1], at_most: [2] }]\n'),
      'datasets/turned.yaml': yaml('  conditions: [{ column: amount, breaks: [2, 1] }]\n'),
    });
    expect(project.diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      'datasets/doubled.yaml:7:16',
      'datasets/none.yaml:8:16',
      'datasets/turned.yaml:7:42',
      'datasets/twice.yaml:7:25',
    ]);
    expect(project.diagnostics.map(({ hint }) => hint).join()).toContain('take one of breaks, quantiles');
  });

  it('finds columns that metrics, dimensions and the calendar do not have', async () => {
    const project = await check({
      'datasets/orders.yaml': `title: Orders
date_column: ordered_on
metrics:
  sales: { title: S, expression: sum(amont) }
  large: { title: L, expression: count(*), where: amount > limit_of }
  paid: { title: P, expression: sum(amount), date: paid_on }
dimensions:
  chanel: { title: C }
  size: { title: Z, expression: "CASE WHEN amount > 1 THEN 'large' END" }
`,
      'datasets/days.yaml': 'title: Days\n',
      'datasets/days.sql': 'SELECT day, is_holyday FROM calendar.days',
    });
    expect(shown(project).map((each) => each.split(' (')[0])).toEqual([
      '1:13 sql.unknown-column there is no column "is_holyday"',
      '4:38 sql.unknown-column there is no column "amont"',
      '5:60 sql.unknown-column there is no column "limit_of"',
      '6:52 metric.unknown-column there is no column "paid_on"',
      '8:3 metric.unknown-column there is no column "chanel"',
    ]);
  });

  it('takes the columns of one dataset for the next, with their types', async () => {
    const project = await check({
      'datasets/months.yaml': 'title: Months\n',
      'datasets/months.sql': `SELECT date_trunc('month', ordered_on)::DATE AS month, sum(amount) AS sales FROM orders GROUP BY ALL`,
      'datasets/wrong.yaml': 'title: Wrong\n',
      'datasets/wrong.sql': 'SELECT month + sales AS sum FROM months',
    });
    expect(shown(project).join()).toMatch(/^1:14 sql\.invalid SQL: No function matches/);
  });

  it('checks tests, date_column and declared columns of a dataset', async () => {
    const project = await check({
      'datasets/orders.yaml': [
        'title: Orders',
        'date_column: orderd_on',
        'columns: [{ name: amuont, title: Amount }]',
        'tests: [{ unique: [ordr_id] }, { range: { column: amount, min: 0 } }]',
      ].join('\n'),
    });
    expect(shown(project).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '2:14 dataset.unknown-column',
      '3:19 dataset.unknown-column',
      '4:20 dataset.unknown-column',
    ]);
  });

  it('finds a declared type that the engine does not have', async () => {
    const columns = 'columns: [{ name: x, type: INTEGER }, { name: y, type: DATEE }]';
    const project = await check({
      'data/a.csv': 'x\n1\n',
      'datasets/a.yaml': `title: A\nfile: { path: data/a.csv }\n${columns}\n`,
    });
    expect(project.diagnostics).toMatchObject([{ code: 'dataset.bad-type', line: 3, column: 56 }]);
  });

  it('knows the columns of a file whose columns are declared with types, and leaves others alone', async () => {
    const files = {
      'data/a.csv': 'x\n1\n',
      'datasets/a.yaml': 'title: A\nfile: { path: data/a.csv }\ncolumns: [{ name: x, type: INTEGER }]\n',
      'datasets/b.yaml': 'title: B\nfile: { path: data/a.csv }\ncolumns: [{ name: x }]\n',
      'datasets/from_a.yaml': 'title: T\n',
      'datasets/from_a.sql': 'SELECT y FROM a',
      'datasets/from_b.yaml': 'title: T\n',
      'datasets/from_b.sql': 'SELECT y FROM b',
    };
    const project = await check(files);
    expect(project.diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
      'datasets/from_a.sql sql.unknown-column',
    ]);
    expect([...project.datasets.keys()]).toContain('from_b');
  });

  it('finds figures, formats and columns that blocks name and queries do not give', async () => {
    const project = await check(
      report(
        [
          'figures:',
          '  month: { sql: SELECT sum(amount) AS sales FROM orders, formats: { sale: money } }',
          section(
            [
              '      - { id: a, kind: kpi, items: [{ label: Sales, value: month.salez }] }',
              '      - { id: b, kind: text, text: "{{figure \\"month.total\\"}}" }',
              '      - { id: c, kind: table, sql: SELECT channel FROM orders ORDER BY 1, columns: [{ name: chanel }] }',
              '      - { id: d, kind: chart, chart: bar, sql: SELECT channel FROM orders ORDER BY 1, x: { column: channel }, y: [{ column: n, title: N }] }',
            ].join('\n'),
          ),
        ].join('\n'),
      ),
    );
    expect(project.diagnostics.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '3 figure.unknown-format',
      '8 block.unknown-figure',
      '9 template.unknown-figure',
      '10 block.unknown-column',
      '11 block.unknown-column',
    ]);
  });

  it('finds parameters of a report that are not declared, and binds those that are', async () => {
    const project = await check(
      report(
        [
          'parameters: { least: { type: number } }',
          'checks: [{ name: c, message: M, sql: SELECT 1 FROM orders WHERE amount < $least AND order_id < $most }]',
          section('      - { id: a, kind: text, text: x }'),
        ].join('\n'),
      ),
    );
    expect(shown(project)).toEqual([
      '3:96 sql.unknown-parameter the query uses $most, which has no value (known here: $as_of, $language, $least)',
    ]);
  });

  it('omits a section whose need is not there, with its SQL unread, and refuses where that is said', async () => {
    const needy = (whenMissing: string) =>
      report(
        [
          'sections:',
          '  - { id: s, title: S, blocks: [{ id: a, kind: text, text: x }] }',
          '  - id: places',
          '    title: P',
          '    needs: [orders.region]',
          `    when_missing: ${whenMissing}`,
          '    blocks: [{ id: b, kind: table, sql: SELECT region FROM orders ORDER BY 1 }]',
        ].join('\n'),
      );
    expect((await check(needy('omit_with_note'))).diagnostics).toMatchObject([
      { severity: 'warning', code: 'report.section-omitted', line: 6 },
    ]);
    expect((await check(needy('refuse'))).diagnostics[0]).toMatchObject({ code: 'report.section-missing', line: 6 });
  });

  it('writes what is wrong with a figure in a text', async () => {
    const texts = ['{{figure}}', '{{month.sales}}', "{{figure 'month'}}", "{{figure 'month.sales' format='procent'}}"];
    const more = ["{{figure 'month.sales' digit=1}}", "{{figure 'month.sales' digits=1.5}}"];
    const project = await check(
      report(
        [
          'figures:',
          '  month: { sql: SELECT sum(amount) AS sales FROM orders }',
          section(
            [...texts, ...more].map((text, i) => `      - { id: t${i}, kind: text, text: "${text}" }`).join('\n'),
          ),
        ].join('\n'),
      ),
    );
    expect(project.diagnostics.map(({ line, code, hint }) => `${line} ${code} ${hint}`)).toEqual([
      expect.stringContaining('8 template.figure-missing write {{figure'),
      '9 template.unknown-helper write {{figure "month.sales"}}',
      expect.stringContaining('10 template.figure-missing'),
      '11 template.format did you mean "percent"?',
      '12 template.format did you mean "digits"?',
      expect.stringContaining('13 template.format'),
    ]);
  });
});
