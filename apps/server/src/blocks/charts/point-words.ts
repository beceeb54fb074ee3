import { formatValue, type FormatSettings } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { numbersOf, roleIndex } from './chart-columns.js';

/** What the reader must know of the points of a scatter: how many there are, how many are drawn, what their area says; null for other charts. */
export function pointWords(block: ResolvedChart, settings: FormatSettings): string | null {
  const { points } = block;
  if (points === undefined) return null;
  const count = (value: number) => formatValue(value, 'number', settings);
  const isKorean = settings.language === 'ko';
  const drawn = {
    all: `n = ${count(points.of)}`,
    thinned: isKorean
      ? `점 ${count(points.of)}개 가운데 고르게 뽑은 ${count(points.shown)}개`
      : `an even sample of ${count(points.shown)} of ${count(points.of)} points`,
    binned: isKorean ? `점 ${count(points.of)}개를 칸별로 셈` : `${count(points.of)} points, counted in cells`,
  }[points.how];
  const without = isKorean
    ? `값이 없는 ${count(points.without)}개 제외`
    : `${count(points.without)} without a value left out`;
  return [drawn, ...(points.without > 0 ? [without] : []), ...areaWords(block, settings)].join(' · ');
}

function areaWords(block: ResolvedChart, settings: FormatSettings): string[] {
  const column = block.columns[roleIndex(block, 'size')];
  if (!column) return [];
  const most = Math.max(0, ...numbersOf(block, 'size').map((size) => size ?? 0));
  const text = formatValue(most, column.format, settings);
  return [
    settings.language === 'ko'
      ? `원의 넓이: ${column.title}, 가장 큰 원 ${text}`
      : `area of a circle: ${column.title}, the largest is ${text}`,
  ];
}
