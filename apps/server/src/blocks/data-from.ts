import type { Language } from '../common/local-text.js';
import type { QueryResult, Value } from '../common/value.js';
import { DATA_FROM } from '../metrics/metric-plan.js';
import type { Figures } from './figures.js';

/** Says under an exhibit made of metrics that its data begin within a period; nothing where all periods are whole. */
export function dataFromNote({ columns, rows }: QueryResult, language: Language): string | undefined {
  const day = rows[0]?.[columns.findIndex(({ name }) => name === DATA_FROM)] ?? null;
  if (!isDay(day)) return undefined;
  return language === 'ko'
    ? `자료는 ${day.slice(0, 10)}부터 있습니다. 그날이 든 기간의 값은 그날부터 센 것입니다.`
    : `Data begin on ${day.slice(0, 10)}; the period with that day is counted from there.`;
}

/** The same in a few words, for the tile of a figure. */
export function tileDataFrom(figures: Figures, figure: string, language: Language): string | undefined {
  const day = figures.get(`${figure.split('.')[0]}.${DATA_FROM}`)?.value ?? null;
  if (!isDay(day)) return undefined;
  return language === 'ko' ? `자료는 ${day.slice(0, 10)}부터` : `data begin on ${day.slice(0, 10)}`;
}

function isDay(value: Value): value is string {
  return typeof value === 'string';
}
