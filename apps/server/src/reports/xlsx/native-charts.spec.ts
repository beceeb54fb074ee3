import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChartLab, SAMPLES } from '../../../../../test/support/chart-lab.js';
import type { ResolvedBlock, Result } from '../../blocks/result.js';
import { compareXlsx } from '../verify/read-xlsx.js';
import { renderXlsx } from './render-xlsx.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../../../../test/fixtures/result.en.json', import.meta.url), 'utf8'),
) as Result;
let lab: ChartLab;
beforeAll(async () => {
  lab = await ChartLab.open();
});
afterAll(() => lab.close());

function resultOf(...blocks: ResolvedBlock[]): Result {
  const [summary] = fixture.sections;
  return { ...fixture, sections: [summary!, { id: 'only', title: 'Only', label: 'Only', blocks }] };
}

async function render(name: string): Promise<{ result: Result; bytes: Uint8Array; charts: string[] }> {
  const result = resultOf({ ...(await lab.chart(SAMPLES[name]!)), title: 'Title', exhibit: 1 });
  const bytes = await renderXlsx(result);
  const parts = Object.entries(unzipSync(bytes)).filter(([part]) => part.startsWith('xl/charts/'));
  return { result, bytes, charts: parts.map(([, part]) => strFromU8(part)) };
}

async function open(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as Parameters<typeof workbook.xlsx.load>[0]);
  return workbook;
}

function rowsOf(sheet: ExcelJS.Worksheet): unknown[][] {
  return Array.from(sheet.getSheetValues(), (row) => (Array.isArray(row) ? row.slice(1) : []));
}

const NATIVE = Object.keys(SAMPLES).filter((name) => !['heatmap', 'sankey'].includes(name));

describe.each(NATIVE)('the native chart of %s', (name) => {
  it('draws from cells that hold what is cached', async () => {
    const { bytes, charts } = await render(name);
    const workbook = await open(bytes);
    expect(charts.length).toBeGreaterThan(0);
    for (const [, range, cache] of charts
      .join('')
      .matchAll(/<c:(?:num|str)Ref><c:f>(.*?)<\/c:f>(.*?)<\/c:(?:num|str)Ref>/g)) {
      const [, sheet, column, from, to = from] = /^'(.*)'!\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?$/.exec(range!)!;
      const cached = [...cache!.matchAll(/<c:v>(.*?)<\/c:v>/g)].map(([, value]) => value);
      const rows = Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
      const cells = rows.map((row) => workbook.getWorksheet(sheet)?.getCell(`${column}${row}`).value);
      expect(cells.filter((value) => value !== null && value !== undefined).map(String), range).toEqual(cached);
    }
  });

  it('is verified, and a changed number in it is found', async () => {
    const { bytes, result, charts } = await render(name);
    expect(await compareXlsx(bytes, result)).toEqual([]);
    const cache = /<c:(?:val|yVal)><c:numRef>.*?<c:v>(-?[\d.]+)<\/c:v>/.exec(charts[0]!)!;
    const changed = charts[0]!.replace(cache[0], cache[0].replace(`<c:v>${cache[1]}</c:v>`, '<c:v>777</c:v>'));
    const parts = { ...unzipSync(bytes), 'xl/charts/chart1.xml': strToU8(changed) };
    expect(await compareXlsx(zipSync(parts), result)).toMatchObject([{ block: 'only.b' }]);
  });

  it('numbers its series through and binds every plot to axes that are there', async () => {
    const { charts } = await render(name);
    for (const xml of charts) {
      const order = [...xml.matchAll(/<c:order val="(\d+)"/g)].map(([, value]) => Number(value));
      expect(order).toEqual(order.map((_, index) => index));
      const axes = [...xml.matchAll(/<c:(?:catAx|valAx)><c:axId val="(\d+)"/g)].map(([, id]) => id);
      const used = new Set([...xml.matchAll(/<c:axId val="(\d+)"\/>(?!<c:scaling>)/g)].map(([, id]) => id));
      expect([...used].sort()).toEqual(axes.sort());
    }
  });
});

describe('kinds of native chart', () => {
  it('are the plain ones that every program opens', async () => {
    const kinds = await Promise.all(
      NATIVE.map(async (name) => {
        const xml = (await render(name)).charts.join('');
        return [name, [...new Set([...xml.matchAll(/<c:(\w+Chart)>/g)].map(([, kind]) => kind))].join(' ')];
      }),
    );
    expect(Object.fromEntries(kinds)).toEqual({
      bar: 'barChart',
      share: 'barChart',
      line: 'lineChart',
      area: 'areaChart',
      combo: 'barChart lineChart',
      scatter: 'scatterChart',
      bubble: 'bubbleChart',
      waterfall: 'barChart',
      box: 'barChart lineChart',
      fan: 'areaChart lineChart',
      panels: 'lineChart',
      curve: 'scatterChart',
      effects: 'scatterChart',
      swarm: 'scatterChart',
      levels: 'scatterChart',
      signed: 'barChart',
    });
  });

  it('have one chart a panel, all with the same ends of the axis', async () => {
    const { charts } = await render('panels');
    expect(charts.map((xml) => /<c:max val="(\d+)"\/><c:min val="(\d+)"\/>/.exec(xml)?.slice(1))).toEqual([
      ['60', '0'],
      ['60', '0'],
    ]);
  });

  it('stand a bar that crosses zero on both sides of it', async () => {
    const sql = "select * from (values ('p', 5), ('q', -8)) t(k, v)";
    const chart = await lab.chart(`{ chart: waterfall, x: k, value: v, sql: "${sql}" }`);
    const sheet = (await open(await renderXlsx(resultOf(chart)))).getWorksheet('Only')!;
    const rows = rowsOf(sheet);
    const fall = rows.find((row) => row[0] === 'q');
    // Base 0, then five above zero and three below it.
    expect(fall).toEqual(expect.arrayContaining(['q', -8, 0, 5, -3]));
  });

  it('leave flows a table, and say so', async () => {
    const { bytes, charts } = await render('sankey');
    expect(charts).toEqual([]);
    const texts: unknown[] = [];
    (await open(bytes)).getWorksheet('Only')?.eachRow((row) => row.eachCell((cell) => texts.push(cell.value)));
    expect(texts.join(' ')).toContain('Excel has no flow chart');
  });

  it('make a heat map a table of its values with a colour scale', async () => {
    const { bytes, charts, result } = await render('heatmap');
    expect(charts).toEqual([]);
    const sheet = (await open(bytes)).getWorksheet('Only')!;
    const rows = rowsOf(sheet);
    expect(rows.slice(-3).map((row) => row.slice(0, 3))).toEqual(
      expect.arrayContaining([
        ['j', 'p', 'q'],
        ['m', 1, 2],
      ]),
    );
    const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet2.xml']!);
    expect(xml).toMatch(/<cfRule type="colorScale"[^>]*><colorScale><cfvo type="min"\/><cfvo type="num" val="0"\/>/);
    expect(await compareXlsx(bytes, result)).toEqual([]);
  });
});

describe('the data of a chart', () => {
  const line = (count: number) =>
    `{ chart: line, x: k, y: [a], sql: "select i as k, i * i as a from range(${count}) t(i) order by i" }`;

  it('are folded away where they are many, and drawn all the same', async () => {
    const bytes = await renderXlsx(resultOf(await lab.chart(line(41))));
    const sheet = (await open(bytes)).getWorksheet('Only')!;
    const hidden = Array.from({ length: sheet.rowCount }, (_, at) => sheet.getRow(at + 1)).filter((row) => row.hidden);
    expect(hidden).toHaveLength(41);
    expect(strFromU8(unzipSync(bytes)['xl/charts/chart1.xml']!)).toContain('<c:plotVisOnly val="0"/>');
    expect(JSON.stringify(sheet.getSheetValues())).toContain('open them with + in the margin');
  });

  it('stay open where they are few', async () => {
    const sheet = (await open(await renderXlsx(resultOf(await lab.chart(line(40)))))).getWorksheet('Only')!;
    expect(Array.from({ length: sheet.rowCount }, (_, at) => sheet.getRow(at + 1).hidden)).not.toContain(true);
  });
});

describe('pictures', () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const image = (media: 'image/png' | 'image/svg+xml'): ResolvedBlock => ({
    id: 'p',
    kind: 'image',
    reads: [],
    media,
    data: pixel,
    alt: 'A dot',
    width: 0.5,
    pixels: { width: 1, height: 1 },
  });

  it('are embedded with their alternative text; of an SVG there is the text', async () => {
    const parts = unzipSync(await renderXlsx(resultOf(image('image/png'))));
    expect(Buffer.from(parts['xl/media/image1.png']!).toString('base64')).toBe(pixel);
    expect(strFromU8(parts['xl/drawings/drawing2.xml']!)).toContain('descr="A dot"');
    const vector = await renderXlsx(resultOf(image('image/svg+xml')));
    expect(Object.keys(unzipSync(vector)).filter((name) => name.startsWith('xl/media'))).toEqual([]);
    expect(await compareXlsx(vector, resultOf(image('image/svg+xml')))).toEqual([]);
  });
});
