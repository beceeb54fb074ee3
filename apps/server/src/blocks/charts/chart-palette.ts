import { visibleOnWhite } from '../../common/color.js';
import type { ChartSettings } from './chart-settings.js';
import { colorDistance } from './color-distance.js';

/** Ink, secondary text, hair lines. */
export const INK = '#1d232b';
export const MUTED = '#5b6570';
export const RULE = '#d5dae0';

/** Good and bad news; apart for the colour-blind, and never without a sign. */
export const GOOD = '#00705a';
export const BAD = '#b4430c';

/**
 * What stands beside the brand colour: seen on white (contrast above 3), apart for the colour-blind, none of them red,
 * orange or green, which would say good or bad. The last two take the place of those that a brand colour is too close to.
 */
const COMPANIONS = ['#a8842c', '#7f8a95', '#3f8fdd', '#22292f', '#6b5a1e', '#5f5ba8', '#1f4e79', '#8e4585'];
/** Distance below which two colours are taken for one. */
export const LEAST_DISTANCE = 0.08;

/**
 * Series colours, at least five: the colours of the brand first, then those of its companions that stay apart from all before them.
 * A colour of the brand that could hardly be seen on white is darkened.
 */
export function seriesPalette(...brand: string[]): string[] {
  const palette: string[] = [];
  for (const color of [...brand.map(visibleOnWhite), ...COMPANIONS]) {
    if (palette.every((taken) => colorDistance(taken, color) >= LEAST_DISTANCE)) palette.push(color);
  }
  return palette;
}

/**
 * From a low to a high value: light to dark, so that it is read in grey too, over colours that the colour-blind keep apart and that say
 * nothing of good or bad. NO_LEVEL is a value without order.
 */
export const LEVELS = ['#e3ae2d', '#b5508c', '#2c2a75'] as const;
export const NO_LEVEL = '#b4bcc6';
/** The same, dark enough for text. */
export const NO_LEVEL_INK = '#7f8a95';

/** Colour of a level from 0 to 1. */
export function levelColor(level: number | null): string {
  if (level === null) return NO_LEVEL;
  const [low, middle, high] = LEVELS;
  return level < 0.5 ? mix(low, middle, level * 2) : mix(middle, high, level * 2 - 1);
}

/** Colour of one of several things: that of the document, else of its place in the palette. */
export function colorOf(name: string, position: number, count: number, settings: ChartSettings): string {
  const own = settings.colors?.get(name);
  if (own !== undefined || count < 2) return own ?? settings.color;
  const palette = seriesPalette(settings.color);
  return palette[position % palette.length] ?? settings.color;
}

/** Colours of rises and falls: by whether they are good news, or the brand colour and grey where that is open. */
export function signColors(good: 'up' | 'down' | 'neutral' | undefined, color: string): { up: string; down: string } {
  if (good === 'neutral') return { up: color, down: '#8b95a1' };
  return good === 'down' ? { up: BAD, down: GOOD } : { up: GOOD, down: BAD };
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
