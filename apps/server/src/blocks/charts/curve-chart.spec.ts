import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChartLab, SAMPLES } from '../../../../../test/support/chart-lab.js';
import type { ResolvedChart } from '../result.js';
import { chartHeight, chartOption } from './chart-option.js';
import type { ChartSettings } from './chart-settings.js';
import { pointWords } from './point-words.js';
import { renderChart } from './render-chart.js';

let lab: ChartLab;
beforeAll(async () => {
  lab = await ChartLab.open();
});
afterAll(() => lab.close());

const settings: ChartSettings = { language: 'en', currency: 'KRW', color: '#1f4e79', width: 642 };
const texts = (chart: ResolvedChart) => {
  const svg = renderChart(chart, settings, { width: 642, height: chartHeight(chart, settings) });
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
};
interface Option {
  xAxis: { min: number; max: number } | { min: number; max: number }[];
  yAxis: { min: number; max: number } | { min: number; max: number }[];
  series: { type: string; name?: string; data: { value?: unknown; symbol?: string }[] }[];
  legend?: object;
}
const option = (chart: ResolvedChart) => chartOption(chart, settings) as unknown as Option;
const curve = (rows: string, more = 'y: [b]') =>
  lab.resolve(`{ chart: curve, x: a, ${more}, sql: "select * from (values ${rows}) t(a, b, c)" }`);

describe('a curve', () => {
  it('says where it is marked, what it is read against and what its interval is', async () => {
    const chart = await lab.chart(SAMPLES['curve']!);
    expect(texts(chart)).toEqual(expect.arrayContaining(['Max', 'chance', 'a', 'b']));
    expect(pointWords(chart, settings)).toBe('upright bars: Lower end – Upper end');
  });

  it('with a diagonal has the same ends on both axes', async () => {
    const { xAxis, yAxis } = option(await lab.chart(SAMPLES['curve']!));
    expect(xAxis).toMatchObject({ min: 0, max: 1 });
    expect(yAxis).toMatchObject({ min: 0, max: 1 });
  });

  it('draws points where they are few and none where they are many', async () => {
    const symbols = async (count: number) => {
      const sql = `select i as a, i * i as b from range(${count}) t(i) order by i`;
      const { series } = option(await lab.chart(`{ chart: curve, x: a, y: [b], sql: "${sql}" }`));
      return series.find(({ name }) => name === 'b')?.data[1]?.symbol;
    };
    expect(await symbols(12)).toBe('circle');
    expect(await symbols(13)).toBe('none');
  });

  it('keeps a range of x a panel and one scale upwards', async () => {
    const chart = await lab.chart(SAMPLES['effects']!);
    const { xAxis, yAxis } = option(chart) as unknown as Record<'xAxis' | 'yAxis', { min: number; max: number }[]>;
    expect(xAxis.map(({ max }) => max)).toEqual([2, 100]);
    expect(new Set(yAxis.map(({ min, max }) => `${min} ${max}`)).size).toBe(1);
    expect(chart.curves).toEqual([
      {
        panel: 'one',
        group: 1,
        points: [
          [1, 2],
          [2, 5],
        ],
      },
      {
        panel: 'two',
        group: 1,
        points: [
          [10, 3],
          [90, 6],
        ],
      },
    ]);
    expect(pointWords(chart, settings)).toBe('1 thin lines: one a case');
  });

  it('names lines at their ends where these are apart, else in a legend', async () => {
    const apart = option((await curve('(0, 1, 2), (1, 5, 9)', 'y: [b, c]')) as ResolvedChart);
    const together = option((await curve('(0, 1, 2), (1, 9, 9)', 'y: [b, c]')) as ResolvedChart);
    expect([apart.legend, together.legend === undefined]).toEqual([undefined, false]);
  });

  it('leaves a gap where a value is missing, also in its band', async () => {
    const sql =
      'select i as a, if(i = 7, null, i) as b, if(i = 7, null, i - 1) as l, i + 1 as h from range(15) t(i) order by i';
    const { series } = option(await lab.chart(`{ chart: curve, x: a, y: [b], low: l, high: h, sql: "${sql}" }`));
    expect(series.filter(({ type }) => type === 'custom')).toHaveLength(2);
    expect(series.find(({ name }) => name === 'b')?.data[7]).toMatchObject({ value: [7, '-'] });
  });
});

describe('a curve refuses', () => {
  it.each([
    ['a place that is missing', '(null, 1, 1)', 'y: [b]', 'chart.not-a-number'],
    ['a place that is text', "('x', 1, 1)", 'y: [b]', 'chart.not-a-number'],
    ['places that run back', '(2, 1, 1), (1, 1, 1)', 'y: [b]', 'chart.not-ordered'],
    ['an interval upside down', '(1, 3, 2)', 'y: [b], low: b, high: c', 'chart.not-ordered'],
  ])('%s', async (_, rows, roles, code) => {
    expect(await curve(rows, roles)).toMatchObject({ kind: 'error', code });
  });

  it('more than 2,000 points, 60 thin lines, and lines for a panel that is not there', async () => {
    const points = (count: number) => `select i as a, i as b, 1 as g from range(${count}) t(i) order by i`;
    const ask = (sql: string, more = '') => lab.resolve(`{ chart: curve, x: a, y: [b], sql: "${sql}"${more} }`);
    expect(await ask(points(2000))).toMatchObject({ kind: 'chart' });
    expect(await ask(points(2001))).toMatchObject({ code: 'chart.too-many' });
    const thin = `, curves: { group: a, x: g, y: b, sql: "${points(61)}" }`;
    expect(await ask(points(5), thin)).toMatchObject({ code: 'chart.too-many' });
    const stranger = `, split: g, curves: { group: a, x: a, y: b, sql: "select 2 as g, 1 as a, 1 as b" }`;
    expect(await ask(points(5), stranger)).toMatchObject({ code: 'chart.unknown-panel' });
  });

  it('an interval with one end, and more than six lines, before anything is asked', () => {
    expect(() => curve('(1, 1, 1)', 'y: [b], low: b')).toThrow('an interval has both low and high');
    expect(() => curve('(1, 1, 1)', 'y: [b, b, b, b, b, b, b]')).toThrow();
  });
});
