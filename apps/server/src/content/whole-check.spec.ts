import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.js';
import type { Project } from './project.js';
import { readProject } from './read-project.js';

/** Hardly a line without a mistake; each is found whatever the others are. */
const FILES: Record<string, string> = {
  'decile.yaml': `name: shop
title: Shop
time_zone: Asia/Soul
calender: { holidays: KT }
brand: { name: Shop, logo: brand/gone.svg }
`,
  'datasets/orders.yaml': `titel: Orders
date_column: orderd_on
columns: [{ name: amount, format: mony }, { name: amuont, title: Amount }]
tests: [{ uniqe: [ordr_id] }, { range: { column: amount, min: 0 } }]
metrics:
  revenue: { title: Revenue, expression: sum(amoun) }
  orders: { title: Orders, expression: count(*), where: amount > limit_of }
  order_value: { title: Order value, ratio: { numerator: revenue, denominator: ordrs } }
  profit: { expression: sum(amount) - cost }
  margin: { title: Margin, derived: profit / revenu, direction: upp }
dimensions:
  channel: { title: Channel }
  place: { title: Place, column: regon }
`,
  'datasets/orders.sql': `SELECT 1 AS order_id, DATE '2026-01-31' AS ordered_on, 10::DECIMAL(12,2) AS amount, 'a' AS channel, 'b' AS region`,
  'datasets/late.yaml': 'title: Late\ntests: [{ not_null: [amont] }, { not_null: [dayz] }]\n',
  'datasets/late.sql': `SELECT order_id, amont, '한글' AS word, o.chanel
FROM orders o WHERE ordered_on <= $as_of AND upperr(region) = 'B' AND regoin = 'x'`,
  'datasets/after_late.yaml': 'title: After late\n',
  'datasets/after_late.sql': 'SELECT wrd, word + 1 AS n FROM late',
  'datasets/lost.yaml': 'title: Lost\nfile: { path: data/lost.csv }\ncolumns: [{ name: x, type: INTEGR }]\n',
  'datasets/typed.yaml': 'title: Typed\nfile: { path: data/typed.csv }\ncolumns: [{ name: x, type: INTEGER }]\n',
  'data/typed.csv': 'x\n1\n',
  'datasets/grades.yaml': `title: Grades
analysis: { kind: rfm, input: orders, customer: custmer, date: ordered_on, amount: amount, breaks: { fitted_at: [2026-01-31] }, pionts: 5 }
`,
  'datasets/egg.yaml': 'title: Egg\n',
  'datasets/egg.sql': 'SELECT * FROM hen',
  'datasets/hen.yaml': 'title: Hen\n',
  'datasets/hen.sql': 'SELECT * FROM egg',
  'datasets/unread.yaml': 'title: Unread\nfile:\n\tpath: x.csv\n',
  'datasets/from_unread.yaml': 'title: From unread\n',
  'datasets/from_unread.sql': 'SELECT whatever FROM unread JOIN typd USING (x)',
  'datasets/orphan.sql': 'SELECT x FROM typd',
  'dashboards/sales.yaml': `title: Sales
figures:
  fy: { metrics: [revenue], from: orders, period: year, compare: previous }
  month: { sql: SELECT sum(amoun) AS sales FROM orders, formats: { sale: money } }
  broken: { sqll: SELECT 1 AS x }
blocks:
  - id: top
    kind: kpi
    items:
      - { metric: orders.order_valu }
      - { label: Year, value: fy.revenue_prevous }
      - { label: Month, value: month.saless }
      - { label: None, value: mnth.sales }
      - { label: Broken, value: broken.x }
  - { id: by_channel, kind: tabel, metrics: [revenue], from: orders, by: [chanel], colums: [{ name: revenu }] }
  - { id: lost, kind: table, sql: SELECT x FROM typd ORDER BY 1 }
  - { id: typed, kind: table, sql: SELECT y FROM typed ORDER BY, title: 5 }
  - { id: top, kind: text, text: '{{figure "fy.revenu"}}' }
  - { id: free, kind: table, sql: SELECT wat FROM from_unread ORDER BY 1 }
`,
  'report-templates/monthly/report.yaml': `title: '{{figure "mnth.sales"}}'
parameters: { region: { type: strin }, least: { type: number } }
figures:
  month: { sql: "SELECT sum(amount) AS sales FROM orders WHERE region = $regio AND amount > $lest AND channl = 'a'" }
sections:
  - id: one
    title: One
    needs: [ordrs]
    blocks:
      - { id: a, kind: chart, chart: bar, sql: SELECT channel FROM orders ORDER BY 1, x: { column: chanel }, y: [{ column: channel, titel: C }] }
      - { id: b, kind: image, file: gone.png, alt: Nothing }
      - { id: c, kind: sparkle }
  - { id: two, blocks: [{ id: t, kind: text, text: '{{shout "x"}} {{figure "month.sale"}}' }] }
checks: [{ name: full, sql: SELECT 1 FROM orders WHERE amont < 0 }]
`,
  'report-templates/monthly/layout.hbs': '<main>{{> stmp}}</main>\n',
  'jobs/monthly.yaml':
    'title: Monthly\nreport: monthly\nformats: [pdf, xls]\nparameters: { regoin: north, least: many }\n',
  'jobs/weekly.yaml': "title: Weekly\nreport: weekly\nschedule: { cron: '61 7 1 * *' }\n",
};

describe('a check', () => {
  let folder: string;
  let engine: Engine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-whole-'));
    engine = new Engine({ stateDir: folder, duckdbMemory: '200MB', duckdbThreads: 1 });
  });
  afterAll(async () => {
    await engine.onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  async function check(files: Record<string, string>): Promise<Project> {
    const root = await mkdtemp(join(folder, 'p-'));
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    const sketch = await engine.openSketch();
    const project = await readProject(root, { tablesOf: engine.tablesOf, expressionOf: engine.expressionOf, sketch });
    await sketch.close();
    return project;
  }

  it('finds every mistake of a project in one go, each once at its place, and nothing that only follows from one', async () => {
    const { diagnostics, unchecked } = await check(FILES);
    const lines = diagnostics.map(
      ({ file, line, column, message, hint }) => `${file}:${line}:${column} ${message} | ${hint ?? ''}`,
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "dashboards/sales.yaml:4:28 there is no column "amoun" | did you mean "amount"?",
        "dashboards/sales.yaml:4:68 there is no column "sale" | did you mean "sales"?",
        "dashboards/sales.yaml:5:13 unknown key "sqll" in figures.broken | did you mean "sql"?",
        "dashboards/sales.yaml:10:19 "orders" has no metric "order_valu" | did you mean "order_value"?",
        "dashboards/sales.yaml:11:31 figure "fy" has no column "revenue_prevous" | did you mean "revenue_previous"?",
        "dashboards/sales.yaml:12:32 figure "month" has no column "saless" | did you mean "sales"?",
        "dashboards/sales.yaml:13:31 unknown figure "mnth" | did you mean "month"?",
        "dashboards/sales.yaml:15:29 "kind" is "tabel" | did you mean "table"?",
        "dashboards/sales.yaml:15:75 "orders" has no dimension "chanel" | did you mean "channel"?",
        "dashboards/sales.yaml:15:84 unknown key "colums" in blocks[1] | did you mean "columns"?",
        "dashboards/sales.yaml:15:101 there is no column "revenu" | did you mean "revenue"?",
        "dashboards/sales.yaml:16:49 unknown dataset "typd" | did you mean "typed"?",
        "dashboards/sales.yaml:17:64 SQL: syntax error at end of input | ",
        "dashboards/sales.yaml:17:73 "title" must be text or keys with values, not 5 | ",
        "dashboards/sales.yaml:18:11 the block id "top" is used twice | it is first used in line 7; give this block another id",
        "dashboards/sales.yaml:18:44 figure "fy" has no column "revenu" | did you mean "revenue"?",
        "datasets/after_late.sql:1:8 there is no column "wrd" | did you mean "word"?",
        "datasets/egg.yaml:1:1 datasets read each other in a circle: egg → hen → egg | a dataset can only read what is made before it",
        "datasets/from_unread.sql:1:34 unknown dataset "typd" | did you mean "typed"?",
        "datasets/grades.yaml:2:49 there is no column "custmer" | known columns: amount, channel, order_id, ordered_on, region",
        "datasets/grades.yaml:2:129 unknown key "pionts" in analysis | did you mean "points"?",
        "datasets/late.sql:1:18 there is no column "amont" | did you mean "amount"?",
        "datasets/late.sql:1:41 there is no column "chanel" | did you mean "channel"?",
        "datasets/late.sql:2:46 there is no function "upperr" | did you mean "upper"?",
        "datasets/late.sql:2:71 there is no column "regoin" | did you mean "region"?",
        "datasets/late.yaml:2:45 there is no column "dayz" | known columns: amount, channel, order_id, word",
        "datasets/lost.yaml:2:15 there is no file "data/lost.csv" | the path is relative to the project folder",
        "datasets/lost.yaml:3:28 there is no type "INTEGR" | use a type like VARCHAR, BIGINT, DECIMAL(18,2), DOUBLE, DATE, TIMESTAMP or BOOLEAN",
        "datasets/orders.yaml:1:1 unknown key "titel" | did you mean "title"?",
        "datasets/orders.yaml:2:14 there is no column "orderd_on" | did you mean "ordered_on"?",
        "datasets/orders.yaml:3:35 "format" is "mony" | did you mean "money"?",
        "datasets/orders.yaml:3:51 there is no column "amuont" | did you mean "amount"?",
        "datasets/orders.yaml:4:11 unknown key "uniqe" in tests[0] | did you mean "unique"?",
        "datasets/orders.yaml:4:19 there is no column "ordr_id" | did you mean "order_id"?",
        "datasets/orders.yaml:6:46 there is no column "amoun" | did you mean "amount"?",
        "datasets/orders.yaml:7:66 there is no column "limit_of" | known columns: amount, region",
        "datasets/orders.yaml:8:80 "orders" has no metric "ordrs" | did you mean "orders"?",
        "datasets/orders.yaml:9:11 "title" is missing in metrics.profit | add title: text or keys with values",
        "datasets/orders.yaml:9:25 the column "cost" stands outside an aggregate | write sum(cost), max(cost) …",
        "datasets/orders.yaml:9:39 there is no column "cost" | known columns: amount",
        "datasets/orders.yaml:10:37 "orders" has no metric "revenu" | did you mean "revenue"?",
        "datasets/orders.yaml:10:65 "direction" is "upp" | did you mean "up"?",
        "datasets/orders.yaml:13:34 there is no column "regon" | did you mean "region"?",
        "datasets/orphan.sql:1:1 "orphan.sql" has no "orphan.yaml" beside it | write datasets/orphan.yaml with at least a title",
        "datasets/orphan.sql:1:15 unknown dataset "typd" | did you mean "typed"?",
        "datasets/unread.yaml:3:1 a tab is used to indent | YAML indents with blanks: replace the tab by two blanks",
        "decile.yaml:3:12 "time_zone" is "Asia/Soul" | use an IANA time zone like Asia/Seoul",
        "decile.yaml:4:1 unknown key "calender" | did you mean "calendar"?",
        "decile.yaml:4:23 no holidays are known for KT | did you mean "KE"?",
        "decile.yaml:5:28 the logo brand/gone.svg cannot be used: the file is not there | a plain SVG or PNG up to 100 kB, without scripts, links and style sheets from elsewhere",
        "jobs/monthly.yaml:3:16 formats[1] is "xls" | did you mean "xlsx"?",
        "jobs/monthly.yaml:4:15 the report "monthly" has no parameter "regoin" | did you mean "region"?",
        "jobs/monthly.yaml:4:37 the parameter "least" must be a number, not "many" | ",
        "jobs/weekly.yaml:2:9 unknown report "weekly" | known reports: monthly",
        "jobs/weekly.yaml:3:19 "cron" is "61 7 1 * *" | use five fields like '0 7 1 * *' (minute hour day month weekday): the minute is out of range",
        "report-templates/monthly/layout.hbs:1:7 there is no partial "stmp" | known partials: appendix, block, contents, cover, section",
        "report-templates/monthly/report.yaml:1:18 unknown figure "mnth" | did you mean "month"?",
        "report-templates/monthly/report.yaml:2:31 "type" is "strin" | did you mean "string"?",
        "report-templates/monthly/report.yaml:4:73 the query uses $regio, which has no value | did you mean "$region"?",
        "report-templates/monthly/report.yaml:4:93 the query uses $lest, which has no value | did you mean "$least"?",
        "report-templates/monthly/report.yaml:4:103 there is no column "channl" | did you mean "channel"?",
        "report-templates/monthly/report.yaml:8:13 unknown dataset "ordrs" | did you mean "orders"?",
        "report-templates/monthly/report.yaml:10:100 there is no column "chanel" | did you mean "channel"?",
        "report-templates/monthly/report.yaml:10:133 unknown key "titel" in sections[0].blocks[0].y[0] | did you mean "title"?",
        "report-templates/monthly/report.yaml:11:37 the picture "gone.png" cannot be used: there is no such file in report-templates/monthly | ",
        "report-templates/monthly/report.yaml:12:24 "kind" is "sparkle" | use one of kpi, table, grade_table, rule_table, before_after, issue_diff, migration, hypothesis_table, action_table, review_table, chart, text, code, image, page_break",
        "report-templates/monthly/report.yaml:13:5 "title" is missing in sections[1] | add title: text or keys with values",
        "report-templates/monthly/report.yaml:13:53 texts have no helper "shout" | known helpers: abs, and, eq, figure, gt, gte, known, last_issue, lt, lte, not, or, …",
        "report-templates/monthly/report.yaml:13:76 figure "month" has no column "sale" | did you mean "sales"?",
        "report-templates/monthly/report.yaml:14:10 "message" is missing in checks[0] | add message: text or keys with values",
        "report-templates/monthly/report.yaml:14:56 there is no column "amont" | did you mean "amount"?",
      ]
    `);
    expect(unchecked).toMatchInlineSnapshot(`
      [
        {
          "dataset": "from_unread",
          "files": [
            "dashboards/sales.yaml",
          ],
        },
      ]
    `);
  });
});
