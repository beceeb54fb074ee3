import { roleColumn, roleIndex, roleIndices } from '../../blocks/charts/chart-columns.js';
import { mix } from '../../blocks/charts/chart-palette.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { fanExtent, fanValues } from '../../blocks/charts/fan-chart.js';
import type { ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { excelColor, type ChartPlan, type NativeCells, type NativeTable } from './native-table.js';
import type { PlannedSeries } from './workbook-plan.js';
import { word } from './words.js';

/** The rows of a fan and, to their right, what stacked areas draw it from: an invisible base and the height of each band on it. */
export function fanTable(chart: ResolvedChart, settings: ChartSettings): NativeTable {
  const { format } = roleColumn(chart, 'forecast');
  const levels = roleIndices(chart, 'low').map((index) => chart.columns[index]?.level ?? 0);
  const band = (level: number) => `${word('band', settings.language)} ${Number((level * 100).toPrecision(6))}%`;
  const [inner = 0, ...outer] = levels;
  const titles = [
    word('base', settings.language),
    ...outer.toReversed().map((level) => `${band(level)} ↓`),
    band(inner),
    ...outer.map((level) => `${band(level)} ↑`),
  ];
  return {
    columns: [
      ...chart.columns,
      ...titles.map((title): ResolvedColumn => ({ name: title, title, format, align: 'right' })),
    ],
    rows: chart.rows.map((row, at) => [...row, ...heights(chart, at)]),
  };
}

/** Before the forecast the bands lie on what was observed, without height: an area would else rise from zero. */
function heights(chart: ResolvedChart, at: number): Value[] {
  const { observed, bounds } = fanValues(chart);
  const values = bounds.map((bound) => bound[at] ?? observed[at] ?? 0);
  return values.map((value, index) =>
    index === 0 ? value : Number((value - (values[index - 1] ?? 0)).toPrecision(12)),
  );
}

/** Lines over stacked areas; the inner band is the darkest. */
export function nativeFan(chart: ResolvedChart, cells: NativeCells, settings: ChartSettings): ChartPlan {
  const categories = cells.categories(roleIndex(chart, 'x'));
  const first = chart.columns.length;
  const bounds = roleIndices(chart, 'low').length * 2;
  const series = (index: number, rest: Partial<PlannedSeries>): PlannedSeries => ({
    name: cells.head(index),
    categories,
    values: cells.numbers(index),
    color: excelColor(settings.color),
    ...rest,
  });
  const areas = Array.from({ length: bounds }, (_, at) => {
    if (at === 0) return series(first, { color: null, unnamed: true });
    const depth = Math.min(at, bounds - at) / (bounds / 2);
    const color = excelColor(mix(settings.color, '#ffffff', 0.9 - 0.25 * depth));
    return series(first + at, { color, unnamed: at > bounds / 2 });
  });
  const { min, max } = fanExtent(fanValues(chart));
  return {
    horizontal: false,
    isEdged: true,
    hasLegend: true,
    x: { numberFormat: categories.numberFormat ?? 'General' },
    left: { numberFormat: cells.format(roleIndex(chart, 'forecast')), min, max },
    plots: [
      { type: 'area', grouping: 'stacked', axis: 'left', series: areas },
      {
        type: 'line',
        grouping: 'standard',
        axis: 'left',
        series: [series(roleIndex(chart, 'y'), {}), series(roleIndex(chart, 'forecast'), { dashed: true })],
      },
    ],
  };
}
