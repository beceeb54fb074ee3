import { distinctOf, roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { groupColor, groupShapes } from '../../blocks/charts/scatter-chart.js';
import { scatterExtents } from '../../blocks/charts/scatter-points.js';
import type { ResolvedChart } from '../../blocks/result.js';
import { excelColor, rowSpans, type ChartPlan, type NativeCells, type RowSpan } from './native-table.js';
import type { PlannedAxis, PlannedLabels, PlannedSeries } from './workbook-plan.js';

/** Marks that tell groups apart where colours do not. */
const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'x', 'plus', 'star', 'dash'] as const;
/** Texts beyond this number cover each other. */
const MOST_TEXTS = 40;

/** Points, or circles by size; one series a group. */
export function nativeScatter(
  chart: ResolvedChart,
  cells: NativeCells,
  span: RowSpan,
  settings: ChartSettings,
): ChartPlan {
  const [size, group] = [roleIndex(chart, 'size'), roleIndex(chart, 'group')];
  const groups = distinctOf(chart, 'group');
  const shapes = groupShapes(groups, settings);
  const spans = group < 0 ? [{ ...span, value: null }] : groupSpans(cells, group, span);
  const series = spans.map(({ value, ...own }): PlannedSeries => {
    const at = Math.max(0, groups.indexOf(value));
    const labels = texts(chart, cells, own);
    return {
      name: group < 0 ? cells.head(roleIndex(chart, 'y')) : cells.cell(group, own.from),
      categories: cells.numbers(roleIndex(chart, 'x'), own),
      values: cells.numbers(roleIndex(chart, 'y'), own),
      ...(size < 0
        ? { marker: MARKERS[(shapes[at] ?? at) % MARKERS.length] ?? 'circle' }
        : { sizes: cells.numbers(size, own) }),
      color: excelColor(groupColor(chart, groups, at, settings)),
      ...(labels ? { labels } : {}),
    };
  });
  const extents = scatterExtents(chart);
  return {
    horizontal: false,
    isEdged: true,
    hasLegend: groups.length > 1,
    x: axis(chart, cells, 'x', extents.x),
    left: axis(chart, cells, 'y', extents.y),
    plots: [{ type: size < 0 ? 'scatter' : 'bubble', grouping: 'standard', axis: 'left', series }],
  };
}

function groupSpans(cells: NativeCells, group: number, span: RowSpan) {
  const rows = cells.values(group, span).map((value) => [value]);
  return rowSpans(rows, 0).map(({ from, to, value }) => ({ from: from + span.from, to: to + span.from, value }));
}

function axis(
  chart: ResolvedChart,
  cells: NativeCells,
  role: 'x' | 'y',
  { min, max }: { min: number; max: number },
): PlannedAxis {
  return { numberFormat: cells.format(roleIndex(chart, role)), title: roleColumn(chart, role).title, min, max };
}

function texts(chart: ResolvedChart, cells: NativeCells, span: RowSpan): PlannedLabels | null {
  const label = roleIndex(chart, 'label');
  if (label < 0) return null;
  const found = cells
    .values(label, span)
    .flatMap((value, at): [number, string][] => (value === null ? [] : [[at, String(value)]]));
  return found.length === 0 || found.length > MOST_TEXTS ? null : { kind: 'texts', texts: new Map(found) };
}
