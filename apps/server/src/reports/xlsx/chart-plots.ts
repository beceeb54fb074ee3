import { seriesXml } from './chart-series.js';
import type { PlannedChart, PlannedPlot } from './workbook-plan.js';

/** Ids of the category and the value axis by side. */
export const AXIS_IDS = { left: [1001, 1002], right: [1003, 1004] } as const;

/** One plot of a chart; `before` counts the series of the plots before it. */
export function plotXml(plot: PlannedPlot, chart: PlannedChart, before: number): string {
  const series = plot.series.map((one, index) => seriesXml(one, plot.type, chart.sheet, before + index)).join('');
  const [category, value] = AXIS_IDS[plot.axis];
  const ids = `<c:axId val="${category}"/><c:axId val="${value}"/>`;
  const grouping = `<c:grouping val="${plot.grouping}"/><c:varyColors val="0"/>`;
  switch (plot.type) {
    case 'bar': {
      const overlap = plot.grouping === 'clustered' && !plot.overlapped ? '' : '<c:overlap val="100"/>';
      const direction = `<c:barDir val="${chart.horizontal ? 'bar' : 'col'}"/>`;
      return `<c:barChart>${direction}${grouping}${series}<c:gapWidth val="50"/>${overlap}${ids}</c:barChart>`;
    }
    case 'line':
      return `<c:lineChart>${grouping}${series}<c:marker val="1"/>${ids}</c:lineChart>`;
    case 'area':
      return `<c:areaChart>${grouping}${series}${ids}</c:areaChart>`;
    case 'scatter':
      return `<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>${series}${ids}</c:scatterChart>`;
    case 'bubble':
      return (
        `<c:bubbleChart><c:varyColors val="0"/>${series}<c:bubbleScale val="40"/><c:showNegBubbles val="0"/>` +
        `<c:sizeRepresents val="area"/>${ids}</c:bubbleChart>`
      );
  }
}
