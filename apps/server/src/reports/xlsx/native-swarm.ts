import { distinctOf, numbersOf, roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { swarmPoints } from '../../blocks/charts/swarm-points.js';
import { formatValue } from '../../blocks/format-value.js';
import type { ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { bandColor, bandOf, bandWord } from './level-bands.js';
import { excelColor, rowSpans, type ChartPlan, type NativeCells, type NativeTable } from './native-table.js';
import type { PlannedSeries } from './workbook-plan.js';
import { word } from './words.js';

/** Part of the chart's width that the names of the rows take. */
const NAMES = 0.28;
/** Pixels of the plot that points are stacked in, and share of its row that the fullest takes. */
const PLOT_WIDTH = 430;
const ROW_SHARE = 0.8;
/** Points beyond this number are drawn small. */
const CROWDED = 500;

/** The points by level, and to their right the band of the level, the height at which each is drawn, and the places of the names. */
export function swarmTable(chart: ResolvedChart, settings: ChartSettings): NativeTable {
  const { points, height, extent } = swarmPoints(chart, PLOT_WIDTH);
  const names = distinctOf(chart, 'y');
  const up = (row: number, offset = 0) =>
    Number((names.length - row + (offset / Math.max(1, height)) * ROW_SHARE).toFixed(4));
  // Points come by row of the chart, as the rows of the block do once they are gathered.
  const byName = names.flatMap((name) => chart.rows.filter((row) => row[roleIndex(chart, 'y')] === name));
  const levels = numbersOf({ ...chart, rows: byName }, 'color');
  const rows = byName
    .map((row, at) => ({ row, band: bandOf(levels[at] ?? null), up: up(points[at]?.row ?? 0, points[at]?.offset) }))
    .sort((a, b) => a.band - b.band);
  const text = (title: string): ResolvedColumn => ({ name: title, title, format: 'text', align: 'left' });
  const number = (title: string): ResolvedColumn => ({
    name: title,
    title,
    format: { kind: 'number', digits: 2 },
    align: 'right',
  });
  const { language } = settings;
  return {
    columns: [
      ...chart.columns,
      text(roleIndex(chart, 'color') < 0 ? '' : roleColumn(chart, 'color').title),
      number(word('place_up', language)),
      number(word('name_across', language)),
      number(word('name_up', language)),
    ],
    rows: rows.map(({ row, band, up: place }, at): Value[] => [
      ...row,
      bandWord(band, language),
      place,
      at < names.length ? extent.min : null,
      at < names.length ? up(at) : null,
    ]),
  };
}

/** One series of dots a fifth of the scale; the names of the rows are labels of points without a mark. */
export function nativeSwarm(
  chart: ResolvedChart,
  table: NativeTable,
  cells: NativeCells,
  settings: ChartSettings,
): ChartPlan {
  const first = chart.columns.length;
  const names = distinctOf(chart, 'y');
  const hasLevels = roleIndex(chart, 'color') >= 0;
  const x = roleIndex(chart, 'x');
  const series = rowSpans(table.rows, first).map(({ from, to, value }): PlannedSeries => {
    const color = hasLevels ? bandColor(String(value), settings.language) : settings.color;
    return {
      name: cells.cell(first, from),
      categories: cells.numbers(x, { from, to }),
      values: cells.numbers(first + 1, { from, to }),
      marker: 'circle',
      markerSize: chart.rows.length > CROWDED ? 3 : 5,
      color: excelColor(color),
    };
  });
  const span = { from: 0, to: names.length };
  const format = roleColumn(chart, 'y').format;
  const labels: PlannedSeries = {
    name: cells.head(first + 3),
    categories: cells.numbers(first + 2, span),
    values: cells.numbers(first + 3, span),
    color: null,
    unnamed: true,
    labels: {
      kind: 'texts',
      side: 'left',
      texts: new Map(names.map((name, at) => [at, formatValue(name, format, settings)])),
    },
  };
  const { extent } = swarmPoints(chart, PLOT_WIDTH);
  return {
    horizontal: false,
    isEdged: true,
    hasLegend: hasLevels,
    plotLeft: NAMES,
    x: { numberFormat: cells.format(x), title: roleColumn(chart, 'x').title, min: extent.min, max: extent.max },
    left: { numberFormat: ';;;', min: 0.5, max: names.length + 0.5 },
    plots: [{ type: 'scatter', grouping: 'standard', axis: 'left', series: [...series, labels] }],
  };
}
