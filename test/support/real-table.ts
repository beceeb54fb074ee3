import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Feature } from '../../apps/server/src/analytics/features/feature-table.js';

/** Columns of a delimited file without quotes, in its order; blanks are kept. */
export function readColumns(folder: string, file: string, delimiter = ','): Map<string, string[]> {
  const text = readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '');
  const [head, ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(delimiter));
  return new Map(head!.map((name, i) => [name, rows.map((row) => row[i] ?? '')]));
}

/** Numbers where all values are, else names; blanks are missing. */
export function toFeature(name: string, texts: readonly string[]): Feature {
  const values = texts.map((text) => (text.trim() === '' ? NaN : Number(text)));
  const isMeasured = values.every((value, row) => !Number.isNaN(value) || texts[row]!.trim() === '');
  if (isMeasured) return { kind: 'numeric', name, values: Float64Array.from(values) };
  const levels = [...new Set(texts.filter((text) => text.trim() !== ''))].sort();
  const places = new Map(levels.map((level, code) => [level, code]));
  return { kind: 'categorical', name, levels, codes: Int32Array.from(texts, (text) => places.get(text) ?? -1) };
}
