import { columnUnit, formatValue, fullFormat, unscaled } from '../../blocks/format-value.js';
import { roleIndices } from '../../blocks/charts/chart-columns.js';
import { pointWords } from '../../blocks/charts/point-words.js';
import type { ChartRole, ResolvedChart, ResolvedTable } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import type { ViewSettings } from './view-settings.js';

/** The line under an exhibit's title: unit of a chart, period where the rows are points in time, n of a grade table. */
export function exhibitFacts(block: ResolvedChart | ResolvedTable, settings: ViewSettings): string | null {
  const facts = [
    block.kind === 'chart' ? chartUnit(block, settings) : null,
    periodOf(block, settings),
    block.kind === 'chart' ? pointWords(block, settings) : null,
    block.kind === 'grade_table' ? sizeOf(block, settings) : null,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? null : facts.join(' · ');
}

/** Roles whose numbers a chart shows. */
const MEASURES: Partial<Record<ResolvedChart['chart'], ChartRole[]>> = {
  scatter: [],
  swarm: [],
  heatmap: ['value'],
  waterfall: ['value'],
  sankey: ['value'],
  box: ['median'],
};

function chartUnit(block: ResolvedChart, settings: ViewSettings): string | null {
  if (block.stacked === 'share') return `${settings.words.unit}: %`;
  const indices = (MEASURES[block.chart] ?? ['y']).flatMap((role) => roleIndices(block, role));
  const units = indices.map((index) => {
    const format = block.columns[index]?.format ?? 'number';
    const { kind, scale } = fullFormat(format);
    if (kind === 'percent') return '%';
    if (kind === 'points') return settings.language === 'ko' ? '%p' : 'pp';
    if (kind === 'multiple') return settings.words.times;
    const unit = columnUnit(scale === 'auto' ? unscaled(format) : format, settings);
    return unit;
  });
  const different = [...new Set(units)];
  // Where something is counted, the name of the series says what; of several, their names are in the chart.
  if (different.includes('')) return indices.length === 1 ? (block.columns[indices[0] ?? 0]?.title ?? null) : null;
  return different.length === 0 ? null : `${settings.words.unit}: ${different.join(', ')}`;
}

function periodOf(block: ResolvedChart | ResolvedTable, settings: ViewSettings): string | null {
  const format = block.columns[0]?.format ?? 'text';
  const { kind } = fullFormat(format);
  if (kind !== 'month' && kind !== 'date') return null;
  const values = block.rows.map((row) => row[0] ?? null).filter((value): value is string => typeof value === 'string');
  const ends: Value[] = values.sort((a, b) => (a < b ? -1 : 1));
  const [first, last] = [ends.at(0), ends.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  return `${formatValue(first, format, settings)} – ${formatValue(last, format, settings)}`;
}

function sizeOf(block: ResolvedTable, settings: ViewSettings): string | null {
  const index = block.columns.findIndex(({ name }) => name === 'customers');
  const size = block.totals?.[index];
  return typeof size === 'number' ? `n = ${formatValue(size, 'number', settings)}` : null;
}
