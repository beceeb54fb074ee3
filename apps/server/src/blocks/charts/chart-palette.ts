import type { ResolvedChart } from '../result.js';

/** Ink, secondary text, hair lines. */
export const INK = '#1d232b';
export const MUTED = '#5b6570';
export const RULE = '#d5dae0';

/** Eight series colours: the brand colour first, then greys and tints of it that stay apart in black and white. */
export function seriesPalette(brand: string): string[] {
  return [
    brand,
    '#7a8590',
    mix(brand, '#ffffff', 0.5),
    '#3c454f',
    '#b4bcc5',
    mix(brand, '#000000', 0.35),
    mix(brand, '#ffffff', 0.72),
    '#949ea8',
  ];
}

/**
 * Colour by column name over all charts of a document, so that one series keeps its colour from page to page.
 * Charts with one series take no part: they are drawn in the brand colour.
 */
export function seriesColors(charts: readonly ResolvedChart[], brand: string): Map<string, string> {
  const palette = seriesPalette(brand);
  const colors = new Map<string, string>();
  for (const chart of charts) {
    const names = seriesColumns(chart).map((index) => chart.columns[index]?.name ?? '');
    if (names.length < 2) continue;
    for (const name of names) {
      if (!colors.has(name)) colors.set(name, palette[colors.size % palette.length] ?? brand);
    }
  }
  return colors;
}

/** Indices of the columns that are series: all but x and the mark. */
export function seriesColumns(chart: ResolvedChart): number[] {
  return chart.columns.map((_, index) => index).filter((index) => index !== 0 && index !== chart.mark);
}

/** Mixes `share` of the second colour into the first; both `#rrggbb`. */
export function mix(color: string, other: string, share: number): string {
  const blend = channels(color).map((channel, index) =>
    Math.round(channel * (1 - share) + (channels(other)[index] ?? 0) * share),
  );
  return `#${blend.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = channels(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? INK : '#ffffff';
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
