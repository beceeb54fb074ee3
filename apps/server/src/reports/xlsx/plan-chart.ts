import { roleIndex } from '../../blocks/charts/chart-columns.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { pointWords } from '../../blocks/charts/point-words.js';
import { formatValue } from '../../blocks/format-value.js';
import type { ResolvedChart } from '../../blocks/result.js';
import { nativeAxisChart } from './native-axis-chart.js';
import { boxTable, nativeBox } from './native-box.js';
import { curveTable, nativeCurve } from './native-curve.js';
import { fanTable, nativeFan } from './native-fan.js';
import { levelTable, nativeScatter } from './native-scatter.js';
import { gathered, NativeCells, rowSpans, type ChartPlan, type NativeTable, type RowSpan } from './native-table.js';
import { nativeSigned, signedTable } from './native-signed.js';
import { nativeSwarm, swarmTable } from './native-swarm.js';
import { nativeWaterfall, waterfallTable } from './native-waterfall.js';
import { planHeatmap } from './plan-heatmap.js';
import { planRows, type TablePlace } from './plan-table.js';
import { planText } from './plan-text.js';
import type { SheetDraft } from './sheet-draft.js';
import type { PlannedAnchor } from './workbook-plan.js';
import { word } from './words.js';

const CHART_ROWS = 16;
const SWARM_ROWS = 24;
const PANEL_ROWS = 11;
/** Rows of a chart's data beyond which they are folded away: page after page of them is no reading. */
const MOST_OPEN_ROWS = 40;
const PANELS_ACROSS = 2;

/**
 * Room for the native charts, one a panel, then the cells that they draw from. Heat maps are coloured cells; flows, for which Excel
 * has no chart, are a table.
 */
export function planChart(sheet: SheetDraft, key: string, chart: ResolvedChart, settings: ChartSettings): TablePlace {
  if (chart.chart === 'heatmap' && chart.rows.length > 0) return planHeatmap(sheet, key, chart, settings);
  const table = nativeTable(chart, settings);
  const panels = chartPanels(chart, table, settings);
  const anchors = panelAnchors(panels.length, sheet.row, chart.chart === 'swarm' ? SWARM_ROWS : CHART_ROWS);
  const last = anchors.at(-1);
  if (last) sheet.row = last.row + last.rows + 1;
  const place = planRows(sheet, key, table.columns, table.rows, [], settings);
  if (table.rows.length > MOST_OPEN_ROWS) {
    sheet.folded.push({ from: place.firstRow, to: place.lastRow });
    planText(sheet, key, word('folded', settings.language), 'note');
  }
  planWords(sheet, key, chart, settings);
  const cells = new NativeCells(table, place, settings);
  panels.forEach(({ title, span }, index) => {
    const plan =
      chart.chart === 'swarm' ? nativeSwarm(chart, table, cells, settings) : nativeChart(chart, cells, span, settings);
    sheet.charts.push({ ...plan, block: key, title, sheet: sheet.name, anchor: anchors[index] as PlannedAnchor });
  });
  return place;
}

/** The cells of a chart: rows of one panel and of one group stand together, and what only the drawing needs stands to the right. */
function nativeTable(chart: ResolvedChart, settings: ChartSettings): NativeTable {
  const rows = gathered(chart.rows, [roleIndex(chart, 'split'), roleIndex(chart, 'group')]);
  if (rows.length === 0) return { columns: chart.columns, rows };
  if (chart.signed) return signedTable({ ...chart, rows }, settings);
  if (chart.chart === 'scatter' && roleIndex(chart, 'color') >= 0) return levelTable({ ...chart, rows }, settings);
  switch (chart.chart) {
    case 'waterfall':
      return waterfallTable(chart, settings);
    case 'box':
      return boxTable(chart, settings);
    case 'curve':
      return curveTable({ ...chart, rows });
    case 'swarm':
      return swarmTable({ ...chart, rows }, settings);
    case 'fan':
      return fanTable(chart, settings);
    default:
      return { columns: chart.columns, rows };
  }
}

function chartPanels(
  chart: ResolvedChart,
  { rows }: NativeTable,
  settings: ChartSettings,
): { title: string; span: RowSpan }[] {
  if (chart.chart === 'sankey' || rows.length === 0) return [];
  const split = roleIndex(chart, 'split');
  const format = chart.columns[split]?.format ?? 'text';
  if (split < 0) return [{ title: chart.title ?? '', span: { from: 0, to: rows.length } }];
  return rowSpans(rows, split).map(({ value, ...span }) => ({ title: formatValue(value, format, settings), span }));
}

function panelAnchors(count: number, row: number, rows: number): PlannedAnchor[] {
  if (count === 1) return [{ row, rows, left: 0, width: 1 }];
  return Array.from({ length: count }, (_, index) => ({
    row: row + Math.floor(index / PANELS_ACROSS) * PANEL_ROWS,
    rows: PANEL_ROWS,
    left: (index % PANELS_ACROSS) / PANELS_ACROSS,
    width: 1 / PANELS_ACROSS,
  }));
}

function planWords(sheet: SheetDraft, key: string, chart: ResolvedChart, settings: ChartSettings): void {
  const words = [
    chart.rows.length > 0 ? pointWords(chart, settings) : null,
    chart.chart === 'sankey' ? word('no_flow_chart', settings.language) : null,
    chart.curves ? word('thin_lines', settings.language) : null,
  ];
  for (const text of words) if (text !== null) planText(sheet, key, text, 'note');
}

function nativeChart(chart: ResolvedChart, cells: NativeCells, span: RowSpan, settings: ChartSettings): ChartPlan {
  if (chart.signed) return nativeSigned(chart, cells, span, settings);
  switch (chart.chart) {
    case 'scatter':
      return nativeScatter(chart, cells, span, settings);
    case 'waterfall':
      return nativeWaterfall(chart, cells, settings);
    case 'box':
      return nativeBox(chart, cells, settings);
    case 'curve':
      return nativeCurve(chart, cells, span, settings);
    case 'fan':
      return nativeFan(chart, cells, settings);
    default:
      return nativeAxisChart(chart, cells, span, settings);
  }
}
