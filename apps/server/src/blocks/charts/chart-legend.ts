import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { INK } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth, wrapText } from './text-width.js';

/** Names over the drawing, from the left, in as many lines as they need. */
export function chartLegend(settings: ChartSettings, own: { icon?: string; data?: object[] } = {}) {
  return {
    left: 0,
    top: 0,
    itemWidth: 12,
    itemHeight: 12,
    itemGap: 16,
    ...own,
    formatter: (name: string) => wrapText(name, settings.width - 40, CHART_FONT_SIZE).join('\n'),
    textStyle: { color: INK, fontSize: CHART_FONT_SIZE, lineHeight: LINE_HEIGHT },
  };
}

/** Pixels that the names take. */
export function legendHeight(names: readonly string[], settings: ChartSettings): number {
  let used = 0;
  let lines = 1;
  for (const name of names) {
    const width = textWidth(name, CHART_FONT_SIZE) + 34;
    if (used > 0 && used + width > settings.width) {
      lines += 1;
      used = 0;
    }
    used += width;
    if (width > settings.width) lines += Math.ceil(width / settings.width) - 1;
  }
  return lines * (LINE_HEIGHT + 8);
}
