import { levelColor } from '../../blocks/charts/chart-palette.js';
import type { Language } from '../../common/local-text.js';
import { word } from './words.js';

const BANDS = ['level_0', 'level_1', 'level_2', 'level_3', 'level_4'] as const;

/** Fifth of the scale of colours, from 0: a native chart has one series each. A level without order comes last, as 5. */
export function bandOf(level: number | null): number {
  return level === null ? BANDS.length : Math.min(BANDS.length - 1, Math.floor(level * BANDS.length));
}

/** `low` … `high`, `no order`. */
export function bandWord(band: number, language: Language): string {
  return word(BANDS[band] ?? 'level_none', language);
}

/** Colour of a fifth by its word. */
export function bandColor(text: string, language: Language): string {
  const band = BANDS.findIndex((each) => word(each, language) === text);
  return levelColor(band < 0 ? null : (band + 0.5) / BANDS.length);
}
