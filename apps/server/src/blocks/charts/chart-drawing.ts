import type { EChartsOption } from 'echarts';
import { CHART_FONT, CHART_FONT_SIZE } from './chart-font.js';
import { INK } from './chart-palette.js';

/** A chart laid out: what ECharts draws, and the height in pixels that it needs at the width of its settings. */
export interface ChartDrawing {
  height: number;
  /** Height of the plot alone, of charts that can be panels. */
  plot?: number;
  option: EChartsOption;
}

/** What every chart has in common. */
export const BARE_OPTION = {
  animation: false,
  textStyle: { fontFamily: CHART_FONT, fontSize: CHART_FONT_SIZE, color: INK },
};
