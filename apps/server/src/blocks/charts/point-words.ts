import { formatValue, type FormatSettings } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { numbersAt, numbersOf, roleIndex, roleIndices } from './chart-columns.js';
import { isFew } from './curve-points.js';
import { valueExtent } from './value-extent.js';

/**
 * What the reader must know of what is drawn: of a scatter how many points there are, how many are drawn, what their area says; of a curve
 * what its interval and the thin lines are; of a combination that its right axis is cut. Null where there is nothing to say.
 */
export function pointWords(block: ResolvedChart, settings: FormatSettings): string | null {
  if (block.chart === 'curve') return curveWords(block, settings);
  if (block.chart === 'combo') return comboWords(block, settings);
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

/** Lines over bars from zero look as if they started there, too. */
function comboWords(block: ResolvedChart, { language }: FormatSettings): string | null {
  const right = roleIndices(block, 'y').filter((index) => block.columns[index]?.axis === 'right');
  const isLines = right.length > 0 && right.every((index) => block.columns[index]?.as === 'line');
  const values = right.flatMap((index) => numbersAt(block, index).filter((value) => value !== null));
  if (!isLines || valueExtent(values, false).min <= 0) return null;
  return language === 'ko' ? '오른쪽 축은 0에서 시작하지 않음' : 'the right axis does not start at zero';
}

function curveWords(block: ResolvedChart, { language }: FormatSettings): string | null {
  const isKorean = language === 'ko';
  const [low, high] = (['low', 'high'] as const).map((role) => block.columns[roleIndex(block, role)]?.title);
  const drawn = isFew(block) ? (isKorean ? '세로선' : 'upright bars') : isKorean ? '띠' : 'band';
  const lines = Math.max(
    0,
    ...[...Map.groupBy(block.curves ?? [], ({ panel }) => panel).values()].map(({ length }) => length),
  );
  const words = [
    ...(low === undefined || high === undefined ? [] : [`${drawn}: ${low} – ${high}`]),
    ...(lines === 0 ? [] : [isKorean ? `가는 선 ${lines}개: 한 건에 하나` : `${lines} thin lines: one a case`]),
  ];
  return words.length === 0 ? null : words.join(' · ');
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
