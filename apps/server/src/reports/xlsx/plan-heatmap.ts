import { distinctOf, numbersOf, roleColumn, valuesOf } from '../../blocks/charts/chart-columns.js';
import { formatValue, type FormatSettings } from '../../blocks/format-value.js';
import type { ResolvedChart, ResolvedColumn } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { planRows, type TablePlace } from './plan-table.js';
import type { SheetDraft } from './sheet-draft.js';
import { columnLetters } from './workbook-plan.js';

/** A heat map as what it is in a workbook: a table of its values, one column a place of x, its cells coloured by a scale. */
export function planHeatmap(
  sheet: SheetDraft,
  key: string,
  chart: ResolvedChart,
  settings: FormatSettings,
): TablePlace {
  const [xs, ys] = [distinctOf(chart, 'x'), distinctOf(chart, 'y')];
  const [x, y, value] = (['x', 'y', 'value'] as const).map((role) => roleColumn(chart, role));
  const columns = xs.map((place): ResolvedColumn => {
    const title = formatValue(place, x?.format ?? 'text', settings);
    return { name: title, title, format: value?.format ?? 'number', align: 'right' };
  });
  const values = matrix(chart, xs, ys);
  const place = planRows(
    sheet,
    key,
    [y as ResolvedColumn, ...columns],
    ys.map((side, row) => [side, ...(values[row] ?? [])]),
    [],
    settings,
  );
  const cells = `B${place.firstRow}:${columnLetters(columns.length + 1)}${place.lastRow}`;
  const numbers = numbersOf(chart, 'value').filter((number) => number !== null);
  sheet.colorScales.push({ cells, isTwoSided: Math.min(...numbers) < 0 && Math.max(...numbers) > 0 });
  return place;
}

/** Values by row and column; a pair that the chart does not have is null. */
function matrix(chart: ResolvedChart, xs: Value[], ys: Value[]): Value[][] {
  const [atX, atY, values] = [valuesOf(chart, 'x'), valuesOf(chart, 'y'), valuesOf(chart, 'value')];
  const cells = ys.map(() => xs.map((): Value => null));
  values.forEach((value, index) => {
    const row = cells[ys.indexOf(atY[index] ?? null)];
    if (row) row[xs.indexOf(atX[index] ?? null)] = value;
  });
  return cells;
}
