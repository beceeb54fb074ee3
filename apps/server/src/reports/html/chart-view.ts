import { chartHeight } from '../../blocks/charts/chart-option.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { renderChart } from '../../blocks/charts/render-chart.js';
import type { ResolvedChart } from '../../blocks/result.js';
import type { ViewSettings } from './view-settings.js';

export interface ChartView {
  label: string;
  svg: string;
  /** The same chart laid out for a phone; only on the web. */
  narrow: string | null;
}

const PHONE_WIDTH = 340;

export function chartView(block: ResolvedChart, settings: ViewSettings): ChartView {
  return {
    label: block.title ?? block.columns.map(({ title }) => title).join(', '),
    svg: draw(block, settings, settings.width),
    narrow: settings.target === 'web' ? draw(block, settings, PHONE_WIDTH) : null,
  };
}

function draw(block: ResolvedChart, settings: ViewSettings, width: number): string {
  const { language, currency, color, colors } = settings;
  const chartSettings: ChartSettings = { language, currency, color, colors, width };
  return renderChart(block, chartSettings, { width, height: chartHeight(block, chartSettings) });
}
