import type { Language, LocalText } from '../common/local-text.js';
import { localize } from '../common/local-text.js';
import type { CalendarSpec } from '../content/spec/calendar.js';
import type { Grain, MetricQuery } from '../content/spec/metric.js';
import { fiscalQuarter, fiscalYear, periodAt, type Period } from '../datasets/calendar/periods.js';

interface Voice {
  calendar: CalendarSpec;
  language: Language;
}

const PREVIOUS: Record<Grain, { ko: string; en: string }> = {
  day: { ko: '전일', en: 'the day before' },
  week: { ko: '전주', en: 'the week before' },
  month: { ko: '전월', en: 'the month before' },
  quarter: { ko: '전 분기', en: 'the quarter before' },
  year: { ko: '전년', en: 'the year before' },
};

/** Title of the column of periods. */
export const PERIOD_TITLES: Record<Grain, { ko: string; en: string }> = {
  day: { ko: '날짜', en: 'Day' },
  week: { ko: '주 시작일', en: 'Week from' },
  month: { ko: '월', en: 'Month' },
  quarter: { ko: '분기', en: 'Quarter' },
  year: { ko: '연도', en: 'Year' },
};

/** The row of everything that is not shown by name. */
export const REST: { ko: string; en: string } = { ko: '기타', en: 'Other' };

/** Name of a quarter or year: `Q3 2026`, `FY2026`, `2026 회계연도 2분기`; a month as `2026-10`, anything else by its days. */
export function periodLabel(period: Period, grain: Grain, { calendar, language }: Voice): string {
  if (period.to !== periodAt(period.from, grain, calendar).to) return daysLabel(period);
  const year = fiscalYear(period.from, calendar);
  const isFiscal = calendar.fiscal_year_start > 1;
  const ko = language === 'ko';
  switch (grain) {
    case 'day':
      return period.from;
    case 'week':
      return daysLabel(period);
    case 'month':
      return monthLabel(period.from, language);
    case 'quarter': {
      const quarter = fiscalQuarter(period.from, calendar);
      if (ko) return isFiscal ? `${year} 회계연도 ${quarter}분기` : `${year}년 ${quarter}분기`;
      return isFiscal ? `Q${quarter} FY${year}` : `Q${quarter} ${year}`;
    }
    case 'year':
      if (ko) return isFiscal ? `${year} 회계연도` : `${year}년`;
      return isFiscal ? `FY${year}` : String(year);
  }
}

/** Name of several periods in a row, for instance `Nov 2025 – Oct 2026`. */
export function spanLabel(periods: readonly Period[], grain: Grain, voice: Voice): string {
  const first = periods[0]!;
  const last = periods.at(-1)!;
  if (periods.length === 1) return periodLabel(first, grain, voice);
  const isCut = last.to !== periodAt(last.from, grain, voice.calendar).to;
  if (isCut || grain === 'week') return daysLabel({ from: first.from, to: last.to });
  return `${periodLabel(first, grain, voice)} – ${periodLabel(last, grain, voice)}`;
}

/** Short name of what a figure is compared with: `the month before`, `전년 동기`. */
export function comparedWith(query: MetricQuery): { ko: string; en: string } {
  const grain = query.grain ?? query.period ?? 'month';
  const several = query.grain === undefined && (query.last ?? 1) > 1;
  if (query.compare === 'last_year') return { ko: '전년 동기', en: 'a year before' };
  if (several) return { ko: '직전 기간', en: 'the period before' };
  if (!query.to_date) return PREVIOUS[grain];
  return { ko: `${PREVIOUS[grain].ko} 같은 기간`, en: `the same days of ${PREVIOUS[grain].en}` };
}

/** Words under the change of a KPI: `on the month before`, `전월 대비`. */
export function changeLabel(query: MetricQuery): { ko: string; en: string } {
  const { ko, en } = comparedWith(query);
  return { ko: `${ko} 대비`, en: `on ${en}` };
}

/** Titles of the columns that a comparison adds. */
export function comparedTitles(
  title: LocalText,
  query: MetricQuery,
): Record<'previous' | 'change' | 'rate' | 'target', LocalText> {
  const { ko, en } = comparedWith(query);
  const own = { ko: localize(title, 'ko'), en: localize(title, 'en') };
  return {
    previous: { ko: `${own.ko}(${ko})`, en: `${own.en}, ${en}` },
    change: { ko: `${own.ko} 증감`, en: `${own.en}, change` },
    rate: { ko: `${own.ko} 증감률`, en: `${own.en}, change in %` },
    target: { ko: `${own.ko} 목표`, en: `${own.en}, target` },
  };
}

function monthLabel(day: string, language: Language): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  if (language === 'ko') return `${year}년 ${month}월`;
  return `${MONTH_NAMES[month - 1]} ${year}`;
}

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function daysLabel({ from, to }: Period): string {
  return from === to ? from : `${from} – ${to}`;
}
