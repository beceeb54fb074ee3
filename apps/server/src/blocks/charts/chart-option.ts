import type { EChartsOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { axisChart } from './axis-chart.js';
import { boxChart } from './box-chart.js';
import { roleIndex } from './chart-columns.js';
import type { ChartDrawing } from './chart-drawing.js';
import type { ChartSettings } from './chart-settings.js';
import { curveChart } from './curve-chart.js';
import { fanChart } from './fan-chart.js';
import { heatmapChart } from './heatmap-chart.js';
import { panelsChart } from './panels-chart.js';
import { sankeyChart } from './sankey-chart.js';
import { scatterChart } from './scatter-chart.js';
import { swarmChart } from './swarm-chart.js';
import { waterfallChart } from './waterfall-chart.js';

/** ECharts option of a resolved chart with at least one row; the same for the browser and for the server's SVG. Pure. */
export function chartOption(block: ResolvedChart, settings: ChartSettings): EChartsOption {
  return drawChart(block, settings).option;
}

/** Height in pixels that the chart needs at `settings.width`. */
export function chartHeight(block: ResolvedChart, settings: ChartSettings): number {
  return drawChart(block, settings).height;
}

function drawChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  if (block.rows.length === 0) return axisChart(block, settings);
  if (roleIndex(block, 'split') >= 0) return panelsChart(block, settings);
  switch (block.chart) {
    case 'scatter':
      return scatterChart(block, settings);
    case 'curve':
      return curveChart(block, settings);
    case 'swarm':
      return swarmChart(block, settings);
    case 'heatmap':
      return heatmapChart(block, settings);
    case 'waterfall':
      return waterfallChart(block, settings);
    case 'sankey':
      return sankeyChart(block, settings);
    case 'box':
      return boxChart(block, settings);
    case 'fan':
      return fanChart(block, settings);
    default:
      return axisChart(block, settings);
  }
}
