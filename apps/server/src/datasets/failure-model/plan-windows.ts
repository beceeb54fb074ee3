import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import type { Title } from '../models/title-columns.js';
import { HOUR, type Records } from './read-records.js';

/** A feature of the steps of a unit up to a time: `sql` over the columns of `_steps` and the named windows. */
export interface WindowFeature {
  name: string;
  /** What it is called. */
  title: Title;
  sql: string;
}

/** What happened up to a step; `w_<hours>` and `w_ever` are windows that end with it. `titleOf` says what a reading is called. */
export function planWindows(
  { readings, windows }: FailureModelAnalysis,
  { codes, services, scales }: Records,
  titleOf: (reading: string) => Title,
): WindowFeature[] {
  return [
    ...readings.flatMap((name, i) =>
      windows.flatMap((hours) => planReading({ name, title: titleOf(name) }, i, hours, scales[i]!)),
    ),
    ...codes.flatMap((code, i) => [
      ...windows.map((hours) => ({
        name: `${code}_count_${hours}h`,
        title: { ko: `최근 ${hours}시간 ${code} 횟수`, en: `times of ${code} in the last ${hours} hours` },
        sql: `coalesce(sum(c_${i}) OVER w_${hours}, 0)`,
      })),
      {
        name: `${code}_hours_since`,
        title: { ko: `${code} 이후 시간`, en: `hours since ${code}` },
        sql: hoursSince(`e_${i}`),
      },
    ]),
    ...services.map((kind, i) => ({
      name: `maintenance_${kind}_hours_since`,
      title: { ko: `${kind} 정비 이후 시간`, en: `hours since maintenance of ${kind}` },
      sql: hoursSince(`m_${i}`),
    })),
  ];
}

/** All sums are of whole numbers and so exact; only the last division rounds. */
function planReading(
  { name, title: { ko, en } }: Pick<WindowFeature, 'name' | 'title'>,
  place: number,
  hours: number,
  scale: number,
): WindowFeature[] {
  const sum = (column: string) => `(sum(${column}_${place}) OVER w_${hours})`;
  const [n, x, xx, h, hh, hx] = [sum('n'), sum('x'), sum('xx'), sum('h'), sum('hh'), sum('hx')];
  const unit = `1e${scale}`;
  return [
    {
      name: `${name}_mean_${hours}h`,
      title: { ko: `최근 ${hours}시간 ${ko} 평균`, en: `mean of ${en} over ${hours} hours` },
      sql: `${x} / ${n} / ${unit}`,
    },
    {
      name: `${name}_spread_${hours}h`,
      title: { ko: `최근 ${hours}시간 ${ko} 변동 폭`, en: `spread of ${en} over ${hours} hours` },
      sql: `CASE WHEN ${n} > 1 THEN sqrt((${n} * ${xx} - ${x} * ${x}) / (${n} * (${n} - 1))) / ${unit} END`,
    },
    {
      name: `${name}_slope_${hours}h`,
      title: { ko: `최근 ${hours}시간 ${ko} 시간당 변화`, en: `change of ${en} an hour over ${hours} hours` },
      sql: `CASE WHEN ${n} * ${hh} > ${h} * ${h} THEN 60 * (${n} * ${hx} - ${h} * ${x}) / (${n} * ${hh} - ${h} * ${h}) / ${unit} END`,
    },
    {
      name: `${name}_last_${hours}h`,
      title: { ko: `최근 ${hours}시간 ${ko} 마지막 값`, en: `last ${en} within ${hours} hours` },
      sql: `(last_value(last_${place} IGNORE NULLS) OVER w_${hours}) / ${unit}`,
    },
  ];
}

function hoursSince(column: string): string {
  return `(at_us - max(${column}) OVER w_ever) / ${HOUR}.0`;
}
