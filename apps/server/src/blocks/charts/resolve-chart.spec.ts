import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChartLab } from '../../../../../test/support/chart-lab.js';

let lab: ChartLab;
beforeAll(async () => {
  lab = await ChartLab.open();
});
afterAll(() => lab.close());

/** Rows as a query: each a list of SQL literals. */
const values = (columns: string, ...rows: string[]) => `sql: "select * from (values ${rows.join(', ')}) t(${columns})"`;
const failure = async (yaml: string) => lab.resolve(yaml);

describe('a chart with bad data names block and column', () => {
  it.each([
    [
      'text where a number is needed',
      `chart: bar\nx: k\ny: [a]\n${values('k, a', `('p', '3')`, `('q', 'x')`)}`,
      { code: 'chart.not-a-number', message: expect.stringContaining('block "b": column "a" holds "3" in row 1') },
    ],
    [
      'the same place twice',
      `chart: line\nx: k\ny: [a]\n${values('k, a', `('p', 3)`, `('q', 4)`, `('p', 5)`)}`,
      { code: 'chart.repeated', message: expect.stringContaining('rows 1 and 3 have the same "k": p') },
    ],
    [
      'the same cell twice',
      `chart: heatmap\nx: k\ny: j\nvalue: a\n${values('k, j, a', `('p', 'm', 3)`, `('p', 'm', 4)`)}`,
      { code: 'chart.repeated', message: expect.stringContaining('"k", "j": p, m') },
    ],
    [
      'a negative part of a share',
      `chart: bar\nstacked: share\nx: k\ny: [a, c]\n${values('k, a, c', `('p', 3, 1)`, `('q', 4, -1)`)}`,
      { code: 'chart.negative', message: expect.stringContaining('column "c" is -1 in row 2') },
    ],
    [
      'a negative area',
      `chart: area\nx: k\ny: [a]\n${values('k, a', `('p', -3)`)}`,
      { code: 'chart.negative', message: expect.stringContaining('column "a" is -3') },
    ],
    [
      'more categories than can be read',
      'chart: bar\nx: k\ny: [a]\nsql: select i as k, i as a from range(10000) t(i) order by i',
      {
        code: 'chart.too-many',
        message: expect.stringContaining('block "b" has 10000 values of "k"; a bar chart shows at most 120'),
      },
    ],
    [
      'more panels than fit',
      'chart: line\nx: k\ny: [a]\nsplit: g\nsql: select 1 as k, i as a, i as g from range(13) t(i) order by i',
      { code: 'chart.too-many', message: expect.stringContaining('13 values of "g"') },
    ],
    [
      'numbers of a box out of order',
      `chart: box\nx: k\nlow: a\nq1: c\nmedian: d\nq3: e\nhigh: f\n${values('k, a, c, d, e, f', `('p', 1, 4, 3, 5, 6)`)}`,
      { code: 'chart.not-ordered', message: expect.stringContaining('"c" (4) is above "d" (3) in row 1') },
    ],
    [
      'bands that do not lie in each other',
      `chart: fan\nx: k\ny: a\nforecast: a\nbands: [{ low: l, high: h, level: 0.5 }, { low: m, high: h, level: 0.9 }]\n${values('k, a, l, m, h', `('p', 5, 3, 4, 9)`)}`,
      { code: 'chart.not-ordered', message: expect.stringContaining('"m" (4) is above "l" (3)') },
    ],
    [
      'a total that the steps do not add up to',
      `chart: waterfall\nx: k\nvalue: a\ntotal: is_sum\n${values('k, a, is_sum', `('p', 10, true)`, `('q', 5, false)`, `('r', 16, true)`)}`,
      {
        code: 'chart.total-differs',
        message: expect.stringContaining('"a" is 16 in row 3, but the steps before add up to 15'),
      },
    ],
    [
      'flows in a circle',
      `chart: sankey\nfrom: a\nto: c\nvalue: v\n${values('a, c, v', `('p', 'q', 3)`, `('q', 'r', 2)`, `('r', 'p', 1)`)}`,
      { code: 'chart.cycle', message: expect.stringContaining('in a circle: p → q → r → p') },
    ],
    [
      'a column that the query does not give',
      `chart: bar\nx: k\ny: [z]\n${values('k, a', `('p', 3)`)}`,
      { code: 'block.unknown-column', message: expect.stringContaining('asks for column "z"') },
    ],
    [
      'no row',
      'chart: bar\nx: k\ny: [a]\nsql: select 1 as k, 2 as a where false',
      { code: 'block.empty', message: expect.stringContaining('block "b" has no rows') },
    ],
    [
      'no value in any row',
      `chart: bar\nx: k\ny: [a]\n${values('k, a', `('p', null::integer)`)}`,
      { code: 'block.empty', message: expect.stringContaining('no value in any of them') },
    ],
  ])('%s', async (_, yaml, expected) => {
    expect(await failure(yaml)).toMatchObject({ kind: 'error', ...expected });
  });

  it('counts rows without any value as none where that is allowed', async () => {
    const chart = await lab.chart(`empty: allow\nchart: bar\nx: k\ny: [a]\n${values('k, a', `('p', null::integer)`)}`);
    expect(chart.rows).toEqual([]);
  });

  it('takes the same name on two sides for two nodes where the chart says so', async () => {
    const flows = `chart: sankey\nfrom: a\nto: c\nvalue: v\n${values('a, c, v', `('p', 'q', 3)`, `('q', 'p', 2)`)}`;
    expect(await failure(flows)).toMatchObject({ code: 'chart.cycle' });
    expect(await lab.chart(`${flows}\ntwo_sided: true`)).toMatchObject({
      rows: [
        ['p', 'q', 3],
        ['q', 'p', 2],
      ],
    });
  });
});

describe('roles', () => {
  it('give each column its place, x first, with titles and formats of its own', async () => {
    const yaml = `chart: scatter\nx: { column: a, title: Wide, format: percent }\ny: c\nlabel: n\n${values('n, a, c', `('one', 1, 2)`)}`;
    const { columns, rows } = await lab.chart(yaml);
    expect(columns.map(({ name, role, title, format }) => [name, role, title, format])).toEqual([
      ['a', 'x', 'Wide', 'percent'],
      ['c', 'y', 'c', 'number'],
      ['n', 'label', 'n', 'text'],
    ]);
    expect(rows).toEqual([[1, 2, 'one']]);
  });

  it('names what only the drawing needs in the language, where neither block nor dataset does', async () => {
    const waterfall = (total: string) =>
      `chart: waterfall\nx: k\nvalue: a\ntotal: ${total}\n${values('k, a, t', `('p', 5, true)`)}`;
    const title = async (total: string) => (await lab.chart(waterfall(total), 'ko')).columns.at(-1)?.title;
    expect(await title('t')).toBe('합계 여부');
    expect(await title('{ column: t, title: { ko: 소계, en: Subtotal } }')).toBe('소계');
  });

  it('puts the bands of a fan in order of their level and names them in the language', async () => {
    const yaml = `chart: fan\nx: k\ny: a\nforecast: a\nbands: [{ low: m, high: i, level: 0.9 }, { low: l, high: h, level: 0.5 }]\n${values('k, a, l, m, h, i', `('p', 5, 4, 3, 6, 7)`)}`;
    const titles = async (language: 'ko' | 'en') =>
      (await lab.chart(yaml, language)).columns.slice(3).map(({ title }) => title);
    expect(await titles('en')).toEqual(['50% lower', '50% upper', '90% lower', '90% upper']);
    expect(await titles('ko')).toEqual(['50% 하한', '50% 상한', '90% 하한', '90% 상한']);
  });
});

describe('many points', () => {
  const cloud = (rest: string) =>
    `chart: scatter\nx: a\ny: c\n${rest}\nsql: select i as n, hash(i) % 1000 as a, if(i = 7, null, hash(-i) % 1000) as c from range(24311) t(i) order by i`;

  it('are thinned to the same two thousand in every run, and the chart says of how many', async () => {
    const first = await lab.chart(cloud(''));
    expect(first.rows).toHaveLength(2000);
    expect(first.points).toEqual({ shown: 2000, of: 24_310, without: 1, how: 'thinned' });
    expect((await lab.chart(cloud(''))).rows).toEqual(first.rows);
    // An even sample: its mean is near that of all points.
    const mean = first.rows.reduce((sum, [a]) => sum + Number(a), 0) / 2000;
    expect(Math.abs(mean - 499.5)).toBeLessThan(20);
  });

  it('are counted in cells that add up to all of them', async () => {
    const { rows, points, columns } = await lab.chart(cloud('large: bin'), 'ko');
    expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(24_310);
    expect(points).toMatchObject({ of: 24_310, how: 'binned', shown: rows.length });
    expect(columns[2]).toMatchObject({ role: 'size', title: '점의 수' });
  });

  it('keep those that have a name', async () => {
    const yaml = cloud('label: name').replace('select i as n', "select if(i = 99, 'me', null) as name");
    expect((await lab.chart(yaml)).rows.filter((row) => row[2] === 'me')).toHaveLength(1);
  });

  it('are refused beyond two hundred thousand', async () => {
    expect(await failure(cloud('').replace('24311', '200001'))).toMatchObject({ code: 'block.too-long' });
  });
});
