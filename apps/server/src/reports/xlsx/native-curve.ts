import { roleColumn, roleIndex, roleIndices } from '../../blocks/charts/chart-columns.js';
import { chartSeries } from '../../blocks/charts/chart-series.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { curveExtents, isFew } from '../../blocks/charts/curve-points.js';
import { chartPanels } from '../../blocks/charts/panels-chart.js';
import type { ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import { GREY } from './drawing-xml.js';
import { excelColor, type ChartPlan, type NativeCells, type NativeTable, type RowSpan } from './native-table.js';
import type { PlannedLabels, PlannedSeries } from './workbook-plan.js';

/** The rows of a curve and, to their right, the line to read against. */
export function curveTable(chart: ResolvedChart): NativeTable {
  const { reference, columns, rows } = chart;
  if (reference === undefined) return { columns, rows };
  const { format } = roleColumn(chart, 'y');
  const x = roleIndex(chart, 'x');
  const added: ResolvedColumn = { name: 'reference', title: reference.title, format, align: 'right' };
  const level = (place: (typeof rows)[number]) => (reference.at === 'diagonal' ? (place[x] ?? null) : reference.at);
  return { columns: [...columns, added], rows: rows.map((row) => [...row, level(row)]) };
}

/** Points joined by lines: each y, the ends of the interval thin and dashed, the line to read against grey. */
export function nativeCurve(
  chart: ResolvedChart,
  cells: NativeCells,
  span: RowSpan,
  settings: ChartSettings,
): ChartPlan {
  const x = roleIndex(chart, 'x');
  const line = (index: number, color: string, rest: Partial<PlannedSeries>): PlannedSeries => ({
    name: cells.head(index),
    categories: cells.numbers(x, span),
    values: cells.numbers(index, span),
    color,
    joined: true,
    ...rest,
  });
  const drawn = chartSeries(chart, settings);
  const labels = marks(chart, cells, span);
  const main = roleIndices(chart, 'y').map((index, at) =>
    line(index, excelColor(drawn[at]?.color ?? settings.color), {
      ...(isFew(chart) && { marker: 'circle' as const }),
      ...(at === 0 && labels && { labels }),
    }),
  );
  const ends = (['low', 'high'] as const).flatMap((role) => roleIndices(chart, role));
  const thin = ends.map((index) => line(index, main[0]?.color ?? GREY, { thin: true, dashed: true }));
  const ground = chart.reference ? [line(chart.columns.length, GREY, { thin: true, dashed: true })] : [];
  const series = [...main, ...thin, ...ground];
  const extents = curveExtents(panelOf(chart, cells, span), chart);
  const axis = (index: number, { min, max }: { min: number; max: number }) => ({
    numberFormat: cells.format(index),
    min,
    max,
  });
  const y = roleIndex(chart, 'y');
  return {
    horizontal: false,
    isEdged: true,
    hasLegend: series.length > 1,
    x: { ...axis(x, extents.x), title: roleColumn(chart, 'x').title },
    left: { ...axis(y, extents.y), ...(main.length === 1 && { title: roleColumn(chart, 'y').title }) },
    plots: [{ type: 'scatter', grouping: 'standard', axis: 'left', series }],
  };
}

/** The rows and thin lines of the panel that stands in these cells. */
function panelOf(chart: ResolvedChart, cells: NativeCells, span: RowSpan): ResolvedChart {
  const split = roleIndex(chart, 'split');
  if (split < 0) return chart;
  const [own = null] = cells.values(split, span);
  return chartPanels(chart).find(({ value }) => value === own)?.block ?? chart;
}

function marks(chart: ResolvedChart, cells: NativeCells, span: RowSpan): PlannedLabels | null {
  const mark = roleIndex(chart, 'mark');
  if (mark < 0) return null;
  const found = cells
    .values(mark, span)
    .flatMap((value, at): [number, string][] => (value === null ? [] : [[at, String(value)]]));
  return found.length === 0 ? null : { kind: 'texts', texts: new Map(found) };
}
