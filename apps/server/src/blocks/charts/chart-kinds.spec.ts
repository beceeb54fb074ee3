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
const draw = (chart: ResolvedChart, width = 642) => {
  const own = { ...settings, width };
  return renderChart(chart, own, { width, height: chartHeight(chart, own) });
};
/** What the drawing says, in order. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
const sample = (name: string) => lab.chart(SAMPLES[name]!);

describe.each(Object.keys(SAMPLES))('a chart of kind %s', (name) => {
  it('draws the same bytes twice, on paper and on a phone, with finite places and the report family', async () => {
    const chart = await sample(name);
    for (const width of [642, 340]) {
      const svg = draw(chart, width);
      expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity|ecmeta|zr\d/);
      expect(svg).toContain("font-family:'Decile Sans'");
      expect(draw(chart, width)).toBe(svg);
    }
  });
});

describe('what a reader sees', () => {
  it('in shares, parts of each sum in percent', async () => {
    expect(texts(draw(await sample('share')))).toEqual(expect.arrayContaining(['75%', '25%', '50%', '100%']));
  });

  it('in a waterfall, signed changes, and totals without sign', async () => {
    expect(texts(draw(await sample('waterfall')))).toEqual(expect.arrayContaining(['10', '+5', '−8', '7']));
  });

  it('in a waterfall, colours by what is good news', async () => {
    const yaml = SAMPLES['waterfall']!;
    const [up, down] = ['#00705a', '#b4430c'];
    const colors = async (good: string) => {
      const chart = await lab.chart(yaml.replace('total:', `good: ${good}, total:`));
      const [, bars] = chartOption(chart, settings).series as { data: { itemStyle: { color: string } }[] }[];
      return bars!.data.slice(1, 3).map(({ itemStyle }) => itemStyle.color);
    };
    expect(await colors('up')).toEqual([up, down]);
    expect(await colors('down')).toEqual([down, up]);
  });

  it('in signed bars, a colour a sign with the sign in the number, and zero in the middle', async () => {
    const chart = await sample('signed');
    expect(texts(draw(chart))).toEqual(expect.arrayContaining(['+3', '−5']));
    const { xAxis, series } = chartOption(chart, settings) as {
      xAxis: { min: number; max: number };
      series: { data: { itemStyle: { color: string } }[] }[];
    };
    expect(xAxis.min).toBe(-xAxis.max);
    expect(series[0]!.data.map(({ itemStyle }) => itemStyle.color)).toEqual(['#b4430c', '#00705a']);
  });

  it('in signed bars, one y that is not stacked', () => {
    const bars = (more: string) => lab.resolve(`{ chart: bar, x: k, y: [a], sql: select 1, ${more} }`);
    expect(() => bars('signed: true, stacked: true')).toThrow('not stacked');
    expect(() => bars('good: up')).toThrow('signed: true');
    expect(() => lab.resolve('{ chart: bar, x: k, y: [a, b], sql: select 1, signed: true }')).toThrow('for one y');
  });

  it('in a box, its five numbers and n', async () => {
    const seen = texts(draw(await sample('box')));
    expect(seen).toEqual(expect.arrayContaining(['1', '2', '3', '4', '9', 'n = 100', '−5', '−2', 'n = 80']));
  });

  it('in a fan, the last observation, the last expectation and every bound', async () => {
    const seen = texts(draw(await sample('fan')));
    expect(seen).toEqual(
      expect.arrayContaining(['o 6', 'f 8', '50% lower 6', '50% upper 10', '90% lower 3', '90% upper 13']),
    );
  });

  it('in a sankey, nodes and thick flows with their values', async () => {
    expect(texts(draw(await sample('sankey')))).toEqual(
      expect.arrayContaining(['p 50', 'q 10', 'p 30', 'q 30', '30', '20']),
    );
  });

  it('in a sankey of large amounts, round units', async () => {
    const sql = "select * from (values ('p', 'q', 100000000000.00::decimal(18, 2)), ('p', 'r', 2.00)) t(a, b, v)";
    const seen = texts(draw(await lab.chart(`{ chart: sankey, from: a, to: b, value: v, sql: "${sql}" }`)));
    expect(seen).toEqual(expect.arrayContaining(['p 100.0B', 'q 100.0B']));
  });

  it('in a scatter with levels, a scale of colours with its ends in words', async () => {
    const sql = 'select * from (values (1, 3, 0.0), (2, 5, 1.0), (4, 7, null)) t(a, b, c)';
    const chart = await lab.chart(`{ chart: scatter, x: a, y: b, color: c, sql: "${sql}" }`);
    const svg = draw(chart);
    expect(texts(svg)).toEqual(expect.arrayContaining(['low', 'high', '● no order']));
    expect(['#e3ae2d', '#2c2a75', '#b4bcc6'].filter((color) => !svg.includes(color))).toEqual([]);
    expect(() => lab.resolve('{ chart: scatter, x: a, y: b, color: c, group: d, sql: select 1 }')).toThrow(
      'stands alone',
    );
  });

  it('in a waterfall of shares, changes in points', async () => {
    const sql = "select * from (values ('base', 0.2, true), ('more', 0.05, false), ('end', null, true)) t(k, v, t)";
    const chart = await lab.chart(
      `{ chart: waterfall, x: k, value: { column: v, format: percent }, total: t, sql: "${sql}" }`,
    );
    expect(texts(draw(chart))).toEqual(expect.arrayContaining(['20.0%', '+5.0 pp', '25.0%']));
  });

  it('in a heat map, the numbers where they fit, else a scale from lowest to highest', async () => {
    const wide = await sample('heatmap');
    expect(texts(draw(wide))).toEqual(expect.arrayContaining(['1', '2', '−3']));
    const sql = 'select i as k, 1 as j, 123456 + i as v from range(40) t(i) order by i';
    const narrow = texts(draw(await lab.chart(`{ chart: heatmap, x: k, y: j, value: v, sql: "${sql}" }`)));
    expect(narrow).toEqual(expect.arrayContaining(['123,456', '123,495']));
    expect(narrow).not.toContain('123,470');
  });

  it('in a scatter, the names of points that have one, and a shape a group', async () => {
    expect(texts(draw(await sample('bubble')))).toContain('one');
    const { series } = chartOption(await sample('scatter'), settings) as { series: { symbol: string }[] };
    expect(series.map(({ symbol }) => symbol)).toEqual(['circle', 'rect']);
  });

  it('in panels, one title a panel, one scale, and the last values', async () => {
    const chart = await sample('panels');
    expect(texts(draw(chart))).toEqual(expect.arrayContaining(['one', 'two', '5', '50']));
    const { yAxis } = chartOption(chart, settings) as { yAxis: { min: number; max: number }[] };
    expect(yAxis.map(({ min, max }) => [min, max])).toEqual([
      [0, 60],
      [0, 60],
    ]);
  });

  it('in panels with a place that one of them lacks, a gap there', async () => {
    const sql = "select * from (values ('p', 3, 'one'), ('q', 5, 'one'), ('q', 50, 'two')) t(k, a, g)";
    const { series } = chartOption(
      await lab.chart(`{ chart: line, x: k, y: [a], split: g, sql: "${sql}" }`),
      settings,
    ) as {
      series: { data: { value: unknown }[] }[];
    };
    expect(series[1]?.data.map(({ value }) => value)).toEqual(['-', 50]);
  });

  it('under an axis of numbers, what they count; months and names say it themselves', async () => {
    const bars = (x: string) =>
      `{ chart: bar, x: { column: k, title: Grade }, y: [a], sql: "select ${x} as k, 3 as a" }`;
    expect(texts(draw(await lab.chart(bars('1'))))).toContain('Grade');
    expect(texts(draw(await lab.chart(bars("'one'"))))).not.toContain('Grade');
  });

  it('under the title of a combination, that its right axis is cut', async () => {
    const combo = (low: number) =>
      lab.chart(
        `{ chart: combo, x: k, y: [{ column: a }, { column: b, as: line, axis: right }], sql: "select * from (values ('p', 3, ${low}), ('q', 5, 0.26)) t(k, a, b)" }`,
      );
    expect(pointWords(await combo(0.24), settings)).toBe('the right axis does not start at zero');
    expect(pointWords(await combo(0.02), settings)).toBeNull();
  });

  it('in a combination, two scales that each start where theirs does', async () => {
    const { yAxis } = chartOption(await sample('combo'), settings) as { yAxis: { min: number; splitLine: object }[] };
    expect(yAxis).toHaveLength(2);
    expect(yAxis[0]).toMatchObject({ min: 0 });
  });
});

describe('hard data', () => {
  it.each([
    ['names of 40 Hangul', `('${'가나다라마바사아자차'.repeat(4)}', 3)`],
    ['amounts of 12 digits', "('p', 123456789012), ('q', 987654321098)"],
    ['one row', "('p', 3)"],
    ['nothing but zero', "('p', 0), ('q', 0)"],
    ['numbers below zero', "('p', -3), ('q', -5)"],
    ['a missing number', "('p', 3), ('q', null)"],
    ['a missing name', "(null, 3), ('q', 4)"],
  ])('%s are drawn in every kind that takes them', async (_, rows) => {
    const sql = `sql: "select *, a as e, a as f, a as g, a as h from (values ${rows}) t(k, a)"`;
    for (const shape of [
      'chart: bar, x: k, y: [a]',
      'chart: bar, x: k, y: [a, e], stacked: true, horizontal: true',
      'chart: line, x: k, y: [a, e]',
      'chart: combo, x: k, y: [{ column: a }, { column: e, as: line }]',
      'chart: heatmap, x: k, y: k, value: a',
      'chart: waterfall, x: k, value: a',
      'chart: box, x: k, low: a, q1: e, median: f, q3: g, high: h',
      'chart: fan, x: k, y: a, forecast: e, bands: [{ low: f, high: g, level: 0.8 }]',
      'chart: bar, x: k, y: [a], split: k',
    ]) {
      for (const width of [642, 340])
        expect(draw(await lab.chart(`{ ${shape}, ${sql} }`), width)).not.toMatch(/NaN|Infinity/);
    }
  });

  it('leaves a row of a share without parts blank instead of dividing by zero', async () => {
    const chart = await lab.chart(
      `{ chart: bar, x: k, y: [a, b], stacked: share, sql: "select * from (values ('p', 0, 0), ('q', 1, 1)) t(k, a, b)" }`,
    );
    const { series } = chartOption(chart, settings) as { series: { data: { value: unknown }[] }[] };
    expect(series[0]?.data.map(({ value }) => value)).toEqual(['-', 0.5]);
  });
});
