import { numbersOf, roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import { mix } from '../../blocks/charts/chart-palette.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { valueExtent } from '../../blocks/charts/value-extent.js';
import { floatingBar } from '../../blocks/charts/waterfall-steps.js';
import type { ChartRole, ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { excelColor, type ChartPlan, type NativeCells, type NativeTable } from './native-table.js';
import type { PlannedSeries } from './workbook-plan.js';
import { word } from './words.js';

/**
 * The five numbers and, to their right, what the chart draws from: an invisible base, the box, both whiskers, and the box's part
 * below zero where one crosses it.
 */
export function boxTable(chart: ResolvedChart, settings: ChartSettings): NativeTable {
  const { format } = roleColumn(chart, 'median');
  const { language } = settings;
  const below = crosses(chart) ? [`${word('box', language)} (${word('below_zero', language)})`] : [];
  const named = (['base', 'box', 'whisker_up', 'whisker_down'] as const).map((key) => word(key, language));
  const titles = [...named, ...below];
  const [low, q1, q3, high] = (['low', 'q1', 'q3', 'high'] as const).map((role) => numbersOf(chart, role));
  return {
    columns: [
      ...chart.columns,
      ...titles.map((title): ResolvedColumn => ({ name: title, title, format, align: 'right' })),
    ],
    rows: chart.rows.map((row, at) => [
      ...row,
      ...drawn([low, q1, q3, high].map((values) => values?.[at] ?? null)).slice(0, titles.length),
    ]),
  };
}

/** Whether a box lies on both sides of zero and must be stacked in two parts. */
function crosses(chart: ResolvedChart): boolean {
  const [q1, q3] = [numbersOf(chart, 'q1'), numbersOf(chart, 'q3')];
  return q1.some((value, at) => (value ?? 0) < 0 && (q3[at] ?? 0) > 0);
}

function drawn([low = null, q1 = null, q3 = null, high = null]: (number | null)[]): Value[] {
  if (low === null || q1 === null || q3 === null || high === null) return [null, null, null, null, null];
  const { base, main, below } = floatingBar(q1, q3);
  const length = (from: number, to: number) => Number((to - from).toPrecision(12));
  return [base, main, length(q3, high), length(low, q1), below];
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
  const ends = (['low', 'high'] as const).flatMap((role) => numbersOf(chart, role).filter((value) => value !== null));
  // Programs make an axis for the boxes and forget the whiskers.
  const { min, max } = valueExtent(ends, false);
  return {
    horizontal: false,
    isEdged: false,
    hasLegend: false,
    x: { numberFormat: categories.numberFormat ?? 'General' },
    left: { numberFormat: cells.format(roleIndex(chart, 'median')), min, max },
    plots: [
      {
        type: 'bar',
        grouping: 'stacked',
        axis: 'left',
        series: [
          series(first, {}),
          series(first + 1, { color: tint }),
          ...(crosses(chart) ? [series(first + 4, { color: tint })] : []),
        ],
      },
      {
        type: 'line',
        grouping: 'standard',
        axis: 'left',
        series: [
          line('q3', { whisker: { side: 'plus', lengths: cells.numbers(first + 2) } }),
          line('q1', { whisker: { side: 'minus', lengths: cells.numbers(first + 3) } }),
          line('median', { color: excelColor(settings.color), marker: 'dash' }),
        ],
      },
    ],
  };
}
