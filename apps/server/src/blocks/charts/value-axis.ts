import { formatValue, fullFormat } from '../format-value.js';
import type { ResolvedColumn } from '../result.js';
import { CHART_FONT_SIZE } from './chart-font.js';
import { MUTED, RULE } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth } from './text-width.js';
import type { Extent } from './value-extent.js';

type Format = ResolvedColumn['format'];

/** Value axis with hair lines and muted numbers in the column's format. */
export function valueAxis(extent: Extent, format: Format, settings: ChartSettings) {
  return {
    type: 'value' as const,
    show: true,
    ...extent,
    splitLine: { lineStyle: { color: RULE, width: 0.75 } },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: MUTED,
      fontSize: CHART_FONT_SIZE,
      hideOverlap: true,
      formatter: axisFormatter(extent, format, settings),
    },
  };
}

/** The axis' numbers, lowest first. */
export function axisTexts(extent: Extent, format: Format, settings: ChartSettings): string[] {
  const steps = Math.round((extent.max - extent.min) / extent.interval);
  const values = Array.from({ length: steps + 1 }, (_, step) =>
    Number((extent.min + step * extent.interval).toPrecision(12)),
  );
  return values.map(axisFormatter(extent, format, settings));
}

/** Pixels that the axis' numbers take. */
export function axisWidth(extent: Extent, format: Format, settings: ChartSettings): number {
  return Math.max(...axisTexts(extent, format, settings).map((text) => textWidth(text, CHART_FONT_SIZE)));
}

/** Axis numbers are shortened from ten million on (9,000만, 1,235억, 124B); each tick has the digits that tell it from the next. */
function axisFormatter(extent: Extent, format: Format, settings: ChartSettings): (value: number) => string {
  const { kind, scale } = fullFormat(format);
  if (scale !== undefined) return (value) => formatValue(value, format, settings, false);
  const ticks = tickFormat(extent.interval, format);
  if (kind !== 'number' && kind !== 'money') return (value) => formatValue(value, ticks, settings);
  const isLarge = Math.max(Math.abs(extent.min), Math.abs(extent.max)) >= 1e7;
  const numbers = new Intl.NumberFormat(settings.language, {
    notation: isLarge ? 'compact' : 'standard',
    useGrouping: true,
    minimumFractionDigits: isLarge ? 0 : ticks.digits,
    maximumFractionDigits: isLarge ? 1 : ticks.digits,
  });
  return (value) => numbers.format(value).replace('-', '\u2212');
}

/** Ticks such as 10 % need no ".0"; ticks a quarter of a percent apart need two digits. */
function tickFormat(interval: number, format: Format) {
  const full = fullFormat(format);
  const step = full.kind === 'percent' || full.kind === 'points' ? interval * 100 : interval;
  const digits = [0, 1, 2, 3].find((count) => isWhole(step * 10 ** count)) ?? 4;
  return { ...full, digits };
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
