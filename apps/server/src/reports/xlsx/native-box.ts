import { numbersOf, roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import { mix } from '../../blocks/charts/chart-palette.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { floatingBar } from '../../blocks/charts/waterfall-steps.js';
import type { ChartRole, ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { excelColor, type ChartPlan, type NativeCells, type NativeTable } from './native-table.js';
import type { PlannedSeries } from './workbook-plan.js';
import { word } from './words.js';

/** The five numbers and, to their right, what the chart draws from: an invisible base, the box above and below zero, both whiskers. */
export function boxTable(chart: ResolvedChart, settings: ChartSettings): NativeTable {
  const { format } = roleColumn(chart, 'median');
  const { language } = settings;
  const titles = [
    word('base', language),
    word('box', language),
    `${word('box', language)} (${word('below_zero', language)})`,
    word('whisker_up', language),
    word('whisker_down', language),
  ];
  const [low, q1, q3, high] = (['low', 'q1', 'q3', 'high'] as const).map((role) => numbersOf(chart, role));
  return {
    columns: [
      ...chart.columns,
      ...titles.map((title): ResolvedColumn => ({ name: title, title, format, align: 'right' })),
    ],
    rows: chart.rows.map((row, at) => [...row, ...drawn([low, q1, q3, high].map((values) => values?.[at] ?? null))]),
  };
}

function drawn([low = null, q1 = null, q3 = null, high = null]: (number | null)[]): Value[] {
  if (low === null || q1 === null || q3 === null || high === null) return [null, null, null, null, null];
  const { base, main, below } = floatingBar(q1, q3);
  const length = (from: number, to: number) => Number((to - from).toPrecision(12));
  return [base, main, below, length(q3, high), length(low, q1)];
}

/** Stacked columns for the boxes, dashes for the medians, error bars for the whiskers: Excel's own box chart opens nowhere else. */
export function nativeBox(chart: ResolvedChart, cells: NativeCells, settings: ChartSettings): ChartPlan {
  const categories = cells.categories(roleIndex(chart, 'x'));
  const first = chart.columns.length;
  const series = (index: number, rest: Partial<PlannedSeries>): PlannedSeries => ({
    name: cells.head(index),
    categories,
    values: cells.numbers(index),
    color: null,
    ...rest,
  });
  const tint = excelColor(mix(settings.color, '#ffffff', 0.6));
  const line = (role: ChartRole, rest: Partial<PlannedSeries>) =>
    series(roleIndex(chart, role), { bare: true, ...rest });
  const isPositive = numbersOf(chart, 'low').every((value) => (value ?? 0) >= 0);
  return {
    horizontal: false,
    isEdged: false,
    hasLegend: false,
    x: { numberFormat: categories.numberFormat ?? 'General' },
    left: { numberFormat: cells.format(roleIndex(chart, 'median')), ...(isPositive ? { min: 0 } : {}) },
    plots: [
      {
        type: 'bar',
        grouping: 'stacked',
        axis: 'left',
        series: [series(first, {}), series(first + 1, { color: tint }), series(first + 2, { color: tint })],
      },
      {
        type: 'line',
        grouping: 'standard',
        axis: 'left',
        series: [
          line('q3', { whisker: { side: 'plus', lengths: cells.numbers(first + 3) } }),
          line('q1', { whisker: { side: 'minus', lengths: cells.numbers(first + 4) } }),
          line('median', { color: excelColor(settings.color), marker: 'dash' }),
        ],
      },
    ],
  };
}
