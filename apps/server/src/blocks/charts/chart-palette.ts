import type { Value } from '../../common/value.js';
import type { ResolvedChart, Result } from '../result.js';
import { distinctOf, roleIndices } from './chart-columns.js';
import type { ChartSettings } from './chart-settings.js';

/** Ink, secondary text, hair lines. */
export const INK = '#1d232b';
export const MUTED = '#5b6570';
export const RULE = '#d5dae0';

/** Good and bad news; apart for the colour-blind, and never without a sign. */
export const GOOD = '#00705a';
export const BAD = '#b4430c';

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
 * Colour by name over all charts of a document, so that one thing keeps its colour from page to page: a series by its column, a
 * group of points and an end of a flow by its value. Charts with one series take no part: they are drawn in the brand colour.
 */
export function seriesColors(charts: readonly ResolvedChart[], brand: string): Map<string, string> {
  const palette = seriesPalette(brand);
  const colors = new Map<string, string>();
  for (const chart of charts) {
    const names = coloredNames(chart);
    if (names.length < 2) continue;
    for (const name of names) {
      if (!colors.has(name)) colors.set(name, palette[colors.size % palette.length] ?? brand);
    }
  }
  return colors;
}

/** Colour by name over all charts of a result. */
export function documentColors({ sections, brand }: Pick<Result, 'sections' | 'brand'>): Map<string, string> {
  const charts = sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'chart'));
  return seriesColors(charts, brand.color);
}

/** Names of what a chart tells apart by colour, in order. */
export function coloredNames(chart: ResolvedChart): string[] {
  if (chart.chart === 'heatmap') return [];
  const values = chart.chart === 'scatter' ? distinctOf(chart, 'group') : flowNames(chart);
  if (chart.chart === 'scatter' || chart.chart === 'sankey') return values.map((value) => String(value ?? ''));
  return roleIndices(chart, 'y').map((index) => chart.columns[index]?.name ?? '');
}

function flowNames(chart: ResolvedChart): Value[] {
  return [...new Set([...distinctOf(chart, 'from'), ...distinctOf(chart, 'to')])];
}

/** Colour of one of several things: that of the document, else of its place in the palette. */
export function colorOf(name: string, position: number, count: number, settings: ChartSettings): string {
  const palette = seriesPalette(settings.color);
  const own = count > 1 ? settings.colors?.get(name) : undefined;
  return own ?? palette[position % palette.length] ?? settings.color;
}

/** Mixes `share` of the second colour into the first; both `#rrggbb`. */
export function mix(color: string, other: string, share: number): string {
  const blend = channels(color).map((channel, index) =>
    Math.round(channel * (1 - share) + (channels(other)[index] ?? 0) * share),
  );
  return `#${blend.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** A colour of the palette, dark enough to be read as text on white. */
export function labelInk(color: string): string {
  return mix(color, '#000000', inkOn(color) === INK ? 0.5 : 0.2);
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = channels(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? INK : '#ffffff';
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
