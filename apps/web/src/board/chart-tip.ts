import type { EChartsOption } from 'echarts';
import { formatValue } from '../../../server/src/blocks/format-value.js';
import type { ChartColumn, ResolvedChart } from '../../../server/src/blocks/result.js';
import type { Value } from '../../../server/src/common/value.js';
import type { ViewSettings } from '../../../server/src/reports/html/view-settings.js';

const BY_CATEGORY = ['bar', 'line', 'area', 'combo', 'fan'];

/** What a chart says under the pointer: of a chart along an axis all values of the row, of others the numbers of the point. */
export function chartTip(block: ResolvedChart, settings: ViewSettings): EChartsOption {
  const isRow = BY_CATEGORY.includes(block.chart) && !block.columns.some(({ role }) => role === 'split');
  if (!isRow) return {};
  const x = block.columns.findIndex(({ role }) => role === 'x');
  const write = (column: ChartColumn, value: Value): string => formatValue(value, column.format, settings);
  const lines = (row: Value[]): string[] =>
    block.columns.flatMap((column, index) =>
      index === x || column.role === 'mark' || row[index] === null || row[index] === undefined
        ? []
        : [`${column.title}  ${write(column, row[index])}`],
    );
  return {
    tooltip: {
      trigger: 'axis',
      // Drawn on the canvas: no HTML is made from what the data say.
      renderMode: 'richText',
      axisPointer: { type: 'shadow' },
      confine: true,
      formatter: (points) => {
        const [point] = Array.isArray(points) ? points : [points];
        const row = block.rows[point?.dataIndex ?? -1];
        return row ? [write(block.columns[x]!, row[x] ?? null), ...lines(row)].join('\n') : '';
      },
    },
  };
}
