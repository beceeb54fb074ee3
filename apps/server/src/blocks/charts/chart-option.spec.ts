import { describe, expect, it } from 'vitest';
import type { ChartColumn, ResolvedChart } from '../result.js';
import type { ChartSettings } from './chart-settings.js';
import { chartHeight, chartOption } from './chart-option.js';
import { renderChart } from './render-chart.js';

const LONG_NAME = '가나다라마바사아자차카타파하가나다라마바사아자차카타파하가나다라마바사아자차카타';
const settings: ChartSettings = { language: 'ko', currency: 'KRW', color: '#1f4e79', width: 642 };
type Axis = { min: number; max: number; show: boolean; data: string[] };
type Series = { data: { value: unknown; label: { show: boolean; formatter?: string } }[]; markLine?: unknown };

function chart(over: Partial<ResolvedChart>): ResolvedChart {
  return {
    id: 'c',
    kind: 'chart',
    chart: 'bar',
    title: 'Chart',
    reads: [],
    columns: columns(1),
    rows: [
      ['a', 5],
      ['b', 7],
    ],
    ...over,
  };
}

function columns(series: number): ChartColumn[] {
  const names = Array.from({ length: series }, (_, index) => `s${index + 1}`);
  return [
    { name: 'x', title: 'X', format: 'text', align: 'left', role: 'x' },
    ...names.map((name): ChartColumn => ({
      name,
      title: `Series ${name}`,
      format: 'number',
      align: 'right',
      role: 'y',
    })),
  ];
}

const MARK: ChartColumn = { name: 'mark', title: 'Event', format: 'text', align: 'left', role: 'mark' };

const option = (block: ResolvedChart) =>
  chartOption(block, settings) as unknown as { xAxis: Axis; yAxis: Axis; series: Series[]; legend?: object };

describe('chart option', () => {
  it('starts bars at zero even where all values are far from it', () => {
    const { yAxis } = option(chart({ rows: Array.from({ length: 20 }, (_, index) => [`r${index}`, 1000 + index]) }));
    expect(yAxis.min).toBe(0);
    expect(yAxis.show).toBe(true);
  });

  it('writes the values at up to twelve bars and then needs no axis', () => {
    const { series, yAxis } = option(chart({}));
    expect(series[0]?.data.map((bar) => [bar.label.show, bar.label.formatter])).toEqual([
      [true, '5'],
      [true, '7'],
    ]);
    expect(yAxis.show).toBe(false);
  });

  it('names up to four lines at their ends and more in a legend', () => {
    const rows = [
      ['a', 1, 2, 3, 4, 5],
      ['b', 2, 3, 4, 5, 6],
    ];
    const four = option(chart({ chart: 'line', columns: columns(4), rows }));
    const five = option(chart({ chart: 'line', columns: columns(5), rows }));
    expect(four.legend).toBeUndefined();
    expect(four.series.every(({ data }) => data.at(-1)?.label.show)).toBe(true);
    expect(five.legend).toBeDefined();
    expect(five.series.some(({ data }) => data.at(-1)?.label.show)).toBe(false);
  });

  it('leaves a gap where a value is missing and labels the last that is there', () => {
    const rows = [
      ['a', 1],
      ['b', null],
      ['c', 3],
      ['d', null],
    ];
    const { series } = option(chart({ chart: 'line', rows }));
    expect(series[0]?.data.map(({ value }) => value)).toEqual([1, '-', 3, '-']);
    expect(series[0]?.data.map(({ label }) => label.show)).toEqual([false, false, true, false]);
  });

  it('marks an event with its text and counts the mark column as no series', () => {
    const rows = [
      ['a', 1, null],
      ['b', 2, 'moved'],
    ];
    const { series } = option(chart({ chart: 'line', columns: [...columns(1), MARK], rows }));
    expect(series).toHaveLength(1);
    expect(JSON.stringify(series[0]?.markLine)).toContain('moved');
  });

  it('wraps a name of 40 Hangul instead of clipping it', () => {
    const block = chart({ horizontal: true, rows: [[LONG_NAME, 5]] });
    const { yAxis } = option(block);
    expect(yAxis.data[0]?.split('\n').length).toBeGreaterThan(1);
    expect(yAxis.data[0]?.replaceAll('\n', '')).toBe(LONG_NAME);
    expect(chartHeight(block, settings)).toBeGreaterThan(60);
  });

  it('keeps one colour for one series over the charts of a document', () => {
    const colors = new Map([['s2', '#123456']]);
    const { color } = chartOption(chart({ columns: columns(2), rows: [['a', 1, 2]] }), { ...settings, colors });
    expect(color).toEqual(['#1f4e79', '#123456']);
  });
});

describe('chart drawing', () => {
  const line = chart({ chart: 'line', columns: columns(2), rows: [1, 2, 3].map((x) => [`2026-0${x}-01`, x, x * 2]) });
  const size = { width: 642, height: 240 };

  it('is the same bytes in every call and carries no counter of the process', () => {
    const first = renderChart(line, settings, size);
    renderChart(chart({}), settings, size);
    expect(renderChart(line, settings, size)).toBe(first);
    expect(first).not.toMatch(/zr\d|ecmeta|class=/);
  });

  it('shares no id with another chart on the page', () => {
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    const first = ids(renderChart(line, settings, size));
    const second = ids(renderChart({ ...line, rows: line.rows.slice(0, 2) }, settings, size));
    expect(first.length).toBeGreaterThan(0);
    expect(first.filter((id) => second.includes(id))).toEqual([]);
  });

  it('escapes names and uses the report family', () => {
    const svg = renderChart(chart({ horizontal: true, rows: [['<b>&"x"', 1]] }), settings, size);
    expect(svg).toContain('&lt;b&gt;&amp;');
    expect(svg).toContain('Decile Sans');
  });

  it.each([
    ['no rows', chart({ rows: [] })],
    ['no values', chart({ chart: 'line', rows: [['a', null]] })],
    ['one row', chart({ chart: 'line', rows: [['a', 0]] })],
    [
      'equal values',
      chart({
        chart: 'line',
        rows: [
          ['a', 3],
          ['b', 3],
        ],
      }),
    ],
    [
      'negative values',
      chart({
        horizontal: true,
        rows: [
          ['a', -3],
          ['b', 3],
        ],
      }),
    ],
    [
      'nothing but zero',
      chart({
        stacked: true,
        rows: [
          ['a', 0],
          ['b', 0],
        ],
      }),
    ],
  ])('draws a chart with %s', (_, block) => {
    expect(renderChart(block, settings, size)).toMatch(/^<svg[\s\S]*<\/svg>$/);
    expect(renderChart(block, settings, size)).not.toContain('NaN');
  });
});
