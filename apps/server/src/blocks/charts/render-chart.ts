import {
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  SankeyChart,
  ScatterChart,
} from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { sha256 } from '../../common/canonical.js';
import type { ResolvedChart } from '../result.js';
import type { ChartSettings } from './chart-settings.js';
import { chartOption } from './chart-option.js';
import { textWidth } from './text-width.js';

use([BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart]);
use([GridComponent, LegendComponent, MarkLineComponent, TitleComponent, VisualMapContinuousComponent]);
use(SVGRenderer);

// Without a canvas ECharts guesses widths from a Latin table; Hangul names would overlap what stands beside them.
setPlatformAPI({
  measureText: (text: string, font?: string) => ({
    width: textWidth(text, Number.parseFloat(/([\d.]+)px/.exec(font ?? '')?.[1] ?? '12')),
  }),
});

/**
 * SVG of a chart, `size` in pixels. The same block gives the same bytes in every call and process: the ids that ECharts counts up are
 * replaced by ones made from the drawing itself, so two charts on a page cannot collide either.
 */
export function renderChart(
  block: ResolvedChart,
  settings: ChartSettings,
  size: { width: number; height: number },
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(chartOption(block, { ...settings, width: size.width }));
    return withStableIds(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Leaves the drawing only: hover styles, event areas and data attributes serve a live chart, and carry process-wide counters. */
function withStableIds(svg: string): string {
  const drawing = svg
    .replaceAll(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, '')
    .replaceAll(/<path d="[^"]*"(?: transform="[^"]*")? fill="none"\s*(?:\/>|><\/path>)/g, '')
    .replaceAll(/\bzr\d+-/g, 'zr-');
  return drawing.replaceAll(/\bzr-/g, `c${sha256(drawing).slice(0, 10)}-`);
}
