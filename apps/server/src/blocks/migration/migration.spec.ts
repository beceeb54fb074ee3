import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab } from '../../../../../test/support/block-lab.js';
import { composeReport } from '../../reports/html/compose-report.js';
import { compareXlsx } from '../../reports/verify/read-xlsx.js';
import { renderXlsx } from '../../reports/xlsx/render-xlsx.js';
import type { ResolvedTable, Result } from '../result.js';

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    moves: `SELECT * FROM (VALUES ('A', 'A', 60), ('A', 'B', 20), ('B', 'A', 10), ('B', 'B', 90), ('C', 'A', 5), ('C', 'C', 15)) t(was, later, n)`,
    flipped: `SELECT later AS was, was AS later, n FROM (VALUES ('A', 'A', 60), ('A', 'B', 20), ('B', 'A', 10), ('B', 'B', 90)) t(was, later, n)`,
  });
});
afterAll(() => lab.close());

const spec = (more: Record<string, unknown> = {}) => ({
  id: 'm',
  kind: 'migration',
  sql: 'SELECT * FROM moves ORDER BY was, later',
  from: 'was',
  to: 'later',
  value: 'n',
  order: ['A', 'B', 'C'],
  ...more,
});
const code = (more: Record<string, unknown>) => lab.resolve(spec(more));

describe('a migration', () => {
  it('counts from × to in the declared order, with totals both ways and shares of the row', async () => {
    const table = await lab.table(spec());
    expect(table.rows).toEqual([
      ['A', 60, 20, 0, 80],
      ['B', 10, 90, 0, 100],
      ['C', 5, 0, 15, 20],
    ]);
    expect(table.totals).toEqual([null, 75, 110, 15, 200]);
    expect(table.moves?.shares).toEqual([
      [0.75, 0.25, 0, 0.4],
      [0.1, 0.9, 0, 0.5],
      [0.25, 0, 0.75, 0.1],
    ]);
    expect(table.moves?.totals).toEqual([0.375, 0.55, 0.075, 1]);
  });

  it('says how many stayed, rose and fell, and the sentence turns with the data', async () => {
    const flipped = { sql: 'SELECT * FROM flipped ORDER BY was, later', order: ['A', 'B'] };
    expect((await lab.table(spec())).note).toContain('Of 200, 165 (82.5%) stayed, 15 (7.5%) rose and 20 (10.0%) fell.');
    expect((await lab.table(spec(flipped))).note).toContain('20 (11.1%) rose and 10 (5.6%) fell.');
    expect((await lab.table(spec(), { language: 'ko' })).note).toContain(
      '모두 200 가운데 그대로 165 (82.5%), 오름 15 (7.5%), 내림 20 (10.0%).',
    );
  });

  it('tells no direction without an order, nor from or to values beside it', async () => {
    const plain = await lab.table(spec({ order: undefined }));
    expect(plain.note).toContain('165 (82.5%) stayed and 35 (17.5%) moved.');
    const beside = await lab.table(spec({ order: ['A', 'B'], others: ['C'] }));
    expect(beside.moves?.kinds).toEqual([
      ['same', 'down', 'other'],
      ['up', 'same', 'other'],
      ['other', 'other', 'same'],
    ]);
    expect(beside.note).toContain('and 5 (2.5%) came from or went to values beside the order.');
  });

  it.each([
    ['a value that is not declared', { order: ['A', 'B'] }, 'migration.unknown-value'],
    ['a value that is missing', { sql: "SELECT NULL AS was, 'A' AS later, 1 AS n" }, 'migration.missing-value'],
    ['a pair in two rows', { sql: 'SELECT * FROM moves UNION ALL SELECT * FROM moves' }, 'migration.repeated'],
    ['a negative count', { sql: "SELECT 'A' AS was, 'A' AS later, -1 AS n" }, 'migration.negative'],
    [
      'thirteen values',
      { sql: 'SELECT i AS was, i AS later, 1 AS n FROM range(13) t(i)', order: undefined },
      'migration.too-many',
    ],
    ['no rows', { sql: 'SELECT * FROM moves WHERE false' }, 'block.empty'],
  ])('refuses %s', async (_, more, expected) => {
    expect(await code(more)).toMatchObject({ kind: 'error', code: expected });
  });
});

describe('a migration on paper and in the workbook', () => {
  const fixture = JSON.parse(
    readFileSync(new URL('../../../../../test/fixtures/result.en.json', import.meta.url), 'utf8'),
  ) as Result;
  const resultOf = (block: ResolvedTable): Result => ({
    ...fixture,
    sections: [fixture.sections[0]!, { id: 'only', title: 'Only', label: 'Only', blocks: [block] }],
  });

  it('marks the diagonal, and steps up and down with an arrow', async () => {
    const html = await composeReport(resultOf(await lab.table(spec())), { target: 'web' });
    expect(html).toContain('<td class="number same">60<span class="sub ">75.0%</span></td>');
    expect(html).toContain('<td class="number">20<span class="sub bad">▼ 25.0%</span></td>');
    expect(html).toContain('<td class="number">10<span class="sub good">▲ 10.0%</span></td>');
  });

  it('has live totals both ways and is verified', async () => {
    const result = resultOf(await lab.table(spec()));
    const bytes = await renderXlsx(result);
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet2.xml']!);
    const formulas = [...sheet.matchAll(/<f>(SUM\([^<]*\))<\/f>/g)].map(([, formula]) => formula);
    expect(formulas).toHaveLength(7);
    expect(formulas[0]).toMatch(/^SUM\(B(\d+):D\1\)$/);
    expect(await compareXlsx(bytes, result)).toEqual([]);
  });
});
