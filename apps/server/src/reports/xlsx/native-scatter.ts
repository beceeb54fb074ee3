import { distinctOf, numbersOf, roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { groupColor, groupShapes } from '../../blocks/charts/scatter-chart.js';
import { scatterExtents } from '../../blocks/charts/scatter-points.js';
import type { ResolvedChart } from '../../blocks/result.js';
import { bandColor, bandOf, bandWord } from './level-bands.js';
import {
  excelColor,
  rowSpans,
  type ChartPlan,
  type NativeCells,
  type NativeTable,
  type RowSpan,
} from './native-table.js';
import type { PlannedAxis, PlannedLabels, PlannedSeries } from './workbook-plan.js';

/** Marks that tell groups apart where colours do not. */
const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'x', 'plus', 'star', 'dash'] as const;
/** Texts beyond this number cover each other. */
const MOST_TEXTS = 40;

/** The points by level, and to their right the fifth of the scale that each is in. */
export function levelTable(chart: ResolvedChart, { language }: ChartSettings): NativeTable {
  const levels = numbersOf(chart, 'color');
  const { title } = roleColumn(chart, 'color');
  const rows = chart.rows
    .map((row, at) => ({ row, band: bandOf(levels[at] ?? null) }))
    .toSorted((a, b) => a.band - b.band);
  return {
    columns: [...chart.columns, { name: 'band', title, format: 'text', align: 'left' }],
    rows: rows.map(({ row, band }) => [...row, bandWord(band, language)]),
  };
}

/** Points, or circles by size; one series a group, or a fifth of the scale of colours. */
export function nativeScatter(
  chart: ResolvedChart,
  cells: NativeCells,
  span: RowSpan,
  settings: ChartSettings,
): ChartPlan {
  const [size, group] = [roleIndex(chart, 'size'), roleIndex(chart, 'group')];
  const groups = distinctOf(chart, 'group');
  const shapes = groupShapes(groups, settings);
  // Levels have no column of their own in the block: the cells name their fifths behind it.
  const isLevelled = roleIndex(chart, 'color') >= 0;
  const named = isLevelled ? chart.columns.length : group;
  const spans = named < 0 ? [{ ...span, value: null }] : groupSpans(cells, named, span);
  const series = spans.map(({ value, ...own }): PlannedSeries => {
    const at = Math.max(0, groups.indexOf(value));
    const labels = texts(chart, cells, own);
    return {
      name: named < 0 ? cells.head(roleIndex(chart, 'y')) : cells.cell(named, own.from),
      categories: cells.numbers(roleIndex(chart, 'x'), own),
      values: cells.numbers(roleIndex(chart, 'y'), own),
      ...(size < 0
        ? { marker: MARKERS[(shapes[at] ?? at) % MARKERS.length] ?? 'circle' }
        : { sizes: cells.numbers(size, own) }),
      color: excelColor(
        isLevelled ? bandColor(String(value), settings.language) : groupColor(chart, groups, at, settings),
      ),
      ...(labels ? { labels } : {}),
    };
  });
  const extents = scatterExtents(chart);
  return {
    horizontal: false,
    isEdged: true,
    hasLegend: groups.length > 1 || isLevelled,
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
