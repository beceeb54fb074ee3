import { numbersOf, roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import { signColors } from '../../blocks/charts/chart-palette.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { valueExtent } from '../../blocks/charts/value-extent.js';
import type { ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import { GREY } from './drawing-xml.js';
import { excelColor, type ChartPlan, type NativeCells, type NativeTable, type RowSpan } from './native-table.js';
import type { PlannedSeries } from './workbook-plan.js';
import { word } from './words.js';

/** The rows of signed bars and, to their right, what is above and below zero in columns of their own. */
export function signedTable(chart: ResolvedChart, { language }: ChartSettings): NativeTable {
  const { format } = roleColumn(chart, 'y');
  const titles = [word('above_zero', language), word('under_zero', language)];
  const values = numbersOf(chart, 'y');
  return {
    columns: [
      ...chart.columns,
      ...titles.map((title): ResolvedColumn => ({ name: title, title, format, align: 'right' })),
    ],
    rows: chart.rows.map((row, at) => {
      const value = values[at] ?? null;
      const isBelow = value !== null && value < 0;
      return [...row, isBelow ? null : value, isBelow ? value : null];
    }),
  };
}

/** Two series in one place, a colour each: a negative colour within a series is shown by Excel alone. Zero stands in the middle. */
export function nativeSigned(
  chart: ResolvedChart,
  cells: NativeCells,
  span: RowSpan,
  settings: ChartSettings,
): ChartPlan {
  const categories = cells.categories(roleIndex(chart, 'x'), span);
  const colors = signColors(chart.good, settings.color);
  const numberFormat = cells.format(roleIndex(chart, 'y'));
  const series = (['up', 'down'] as const).map((sign, at): PlannedSeries => ({
    name: cells.head(chart.columns.length + at),
    categories,
    values: cells.numbers(chart.columns.length + at, span),
    color: excelColor(colors[sign]),
    labels: { kind: 'values', place: 'outEnd', color: GREY, numberFormat },
  }));
  const most = Math.max(0, ...numbersOf(chart, 'y').map((value) => Math.abs(value ?? 0)));
  const { min, max } = valueExtent([-most, most], true);
  return {
    horizontal: chart.horizontal === true,
    isEdged: false,
    hasLegend: false,
    x: { numberFormat: categories.numberFormat ?? 'General' },
    left: { numberFormat, min, max },
    plots: [{ type: 'bar', grouping: 'clustered', axis: 'left', overlapped: true, series }],
  };
}
