import { roleColumn, roleIndex } from '../../blocks/charts/chart-columns.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { changeFormat, stepColors } from '../../blocks/charts/waterfall-chart.js';
import { floatingBar, waterfallSteps, type WaterfallStep } from '../../blocks/charts/waterfall-steps.js';
import type { ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import { excelColor, type ChartPlan, type NativeCells, type NativeTable } from './native-table.js';
import { numberFormat } from './number-format.js';
import type { PlannedLabels, PlannedSeries } from './workbook-plan.js';
import { word } from './words.js';

/** Part of the axis that a bar must have for its number to fit into it. */
const LABELLED_PART = 0.08;
const KINDS = ['up', 'down', 'total'] as const;

/**
 * The rows of a waterfall and, to their right, what stacked columns draw it from: an invisible base, then rises, falls and totals; where
 * a bar crosses zero, its part below in columns of its own.
 */
export function waterfallTable(chart: ResolvedChart, settings: ChartSettings): NativeTable {
  const bars = bodies(chart);
  const { format } = roleColumn(chart, 'value');
  const titles = [word('base', settings.language), ...KINDS.map((kind) => word(kind, settings.language))];
  const below = KINDS.map((kind) => `${word(kind, settings.language)} (${word('below_zero', settings.language)})`);
  const named = [...titles, ...(crosses(chart) ? below : [])];
  return {
    columns: [
      ...chart.columns,
      ...named.map((title): ResolvedColumn => ({ name: title, title, format, align: 'right' })),
    ],
    rows: chart.rows.map((row, index) => {
      const bar = bars[index];
      const part = (value: number | undefined) => KINDS.map((kind) => (bar?.kind === kind ? (value ?? null) : null));
      return [...row, bar?.base ?? null, ...part(bar?.main), ...(crosses(chart) ? part(bar?.below) : [])];
    }),
  };
}

/** Stacked columns over an invisible base: a waterfall that every program opens. */
export function nativeWaterfall(chart: ResolvedChart, cells: NativeCells, settings: ChartSettings): ChartPlan {
  const first = chart.columns.length;
  const categories = cells.categories(roleIndex(chart, 'x'));
  const colors = stepColors(chart, settings);
  const base: PlannedSeries = {
    name: cells.head(first),
    categories,
    values: cells.numbers(first),
    color: null,
    unnamed: true,
  };
  const parts = (from: number, unnamed: boolean) =>
    KINDS.map((kind, at): PlannedSeries => {
      const labels = unnamed ? null : barLabels(chart, kind, labelFormat(chart, kind, settings));
      const values = cells.numbers(from + at);
      return {
        name: cells.head(from + at),
        categories,
        values,
        color: excelColor(colors[kind]),
        unnamed,
        ...(labels ? { labels } : {}),
      };
    }).filter(({ values }) => values.values.some((value) => value !== null));
  const series = [base, ...parts(first + 1, false), ...(crosses(chart) ? parts(first + 4, true) : [])];
  const isPositive = waterfallSteps(chart).every(({ start, end }) => start >= 0 && end >= 0);
  return {
    horizontal: chart.horizontal === true,
    isEdged: false,
    hasLegend: true,
    x: { numberFormat: categories.numberFormat ?? 'General' },
    left: { numberFormat: cells.format(roleIndex(chart, 'value')), ...(isPositive ? { min: 0 } : {}) },
    plots: [{ type: 'bar', grouping: 'stacked', axis: 'left', series }],
  };
}

/** Falls are drawn by their length, so the label brings the sign; the change of a share is in points. */
function labelFormat(chart: ResolvedChart, kind: WaterfallStep['kind'], settings: ChartSettings): string {
  const { format } = roleColumn(chart, 'value');
  return numberFormat(kind === 'total' ? format : changeFormat(format), settings);
}

function bodies(chart: ResolvedChart) {
  return waterfallSteps(chart).map(({ kind, start, end }) => ({ kind, ...floatingBar(start, end) }));
}

function crosses(chart: ResolvedChart): boolean {
  return bodies(chart).some(({ below }) => below !== 0);
}

/** Numbers inside the bars that have room; cells of falls hold lengths, so their label brings the sign. */
function barLabels(chart: ResolvedChart, kind: WaterfallStep['kind'], written: string): PlannedLabels | null {
  const steps = waterfallSteps(chart);
  const levels = steps.flatMap(({ start, end }) => [start, end]);
  if (Math.min(...levels) < 0) return null;
  const most = Math.max(...levels);
  const at = steps.flatMap((step, index) =>
    step.kind === kind && Math.abs(step.end - step.start) >= most * LABELLED_PART ? [index] : [],
  );
  const plain = (written.split(';')[0] ?? written).replace(/^\+/, '');
  const sign = { up: '+', down: '-', total: '' }[kind];
  return at.length === 0
    ? null
    : { kind: 'values', place: 'ctr', color: 'FFFFFF', numberFormat: `${sign}${plain}`, at };
}
