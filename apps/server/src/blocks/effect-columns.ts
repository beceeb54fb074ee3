import type { Format } from '../content/spec/common.js';
import type { ResolvedColumn } from './result.js';

/** An effect with the ends of its interval, and how it is written. */
export interface Effect {
  effect: number | null;
  low: number | null;
  high: number | null;
  format: Format;
}

export const EFFECT_COLUMNS = ['effect', 'low', 'high'] as const;

type EffectColumn = (typeof EFFECT_COLUMNS)[number];

/** Columns of effect and interval. Where all rows are written alike, so is the column, and its head names the unit. */
export function effectColumns(
  effects: readonly Effect[],
  titles: Record<EffectColumn, string>,
  shown: readonly EffectColumn[] = EFFECT_COLUMNS,
): ResolvedColumn[] {
  const format = commonFormat(effects) ?? 'number';
  return shown.map((name) => ({ name, title: titles[name], format, align: 'right' }));
}

/** Formats of the cells that differ from their column's: rows × columns; undefined where none does. */
export function effectFormats(
  effects: readonly Effect[],
  columns: readonly ResolvedColumn[],
): (Format | null)[][] | undefined {
  if (commonFormat(effects) !== undefined) return undefined;
  const isEffect = columns.map(({ name }) => (EFFECT_COLUMNS as readonly string[]).includes(name));
  return effects.map(({ format }) => isEffect.map((is) => (is ? format : null)));
}

/** What an effect that is not there would be written in does not count. */
function commonFormat(effects: readonly Effect[]): Format | undefined {
  const there = effects.filter((each) => EFFECT_COLUMNS.some((name) => each[name] !== null));
  const different = new Set(there.map(({ format }) => JSON.stringify(format)));
  return different.size <= 1 ? (there[0]?.format ?? 'number') : undefined;
}
