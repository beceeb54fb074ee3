import { addDays } from './periods.js';

/** A holiday as the library gives it, one entry a day. */
export interface NamedDay {
  day: string;
  ko: string;
  en: string;
  /** The library's rule that made it. */
  rule: string;
}

/**
 * Korean holidays as they were: date-holidays 3.37 begins the three days of Lunar New Year on the day itself, one day late
 * (its issue 640), and knows neither elections nor days off that the government declared.
 */
export function correctKorean(days: readonly NamedDay[]): NamedDay[] {
  const shifted = days.map((each) => ({
    ...each,
    ko: each.ko.replace(/석가탄신일|기독탄신일/, (name) => NAMES[name] ?? name),
    day: each.rule.startsWith('korean 01-0-01') ? addDays(each.day, -1) : each.day,
  }));
  return [...shifted, ...ONE_OFF.map(([day, ko, en]) => ({ day, ko, en, rule: 'declared' }))];
}

const NAMES: Record<string, string> = { 석가탄신일: '부처님오신날', 기독탄신일: '성탄절' };

const ONE_OFF: [day: string, ko: string, en: string][] = [
  ['2012-04-11', '국회의원 선거일', 'National Assembly election'],
  ['2012-12-19', '대통령 선거일', 'Presidential election'],
  ['2014-06-04', '지방선거일', 'Local elections'],
  ['2015-08-14', '임시공휴일', 'Temporary holiday'],
  ['2016-04-13', '국회의원 선거일', 'National Assembly election'],
  ['2016-05-06', '임시공휴일', 'Temporary holiday'],
  ['2017-05-09', '대통령 선거일', 'Presidential election'],
  ['2017-10-02', '임시공휴일', 'Temporary holiday'],
  ['2018-06-13', '지방선거일', 'Local elections'],
  ['2020-04-15', '국회의원 선거일', 'National Assembly election'],
  ['2020-08-17', '임시공휴일', 'Temporary holiday'],
  ['2022-03-09', '대통령 선거일', 'Presidential election'],
  ['2022-06-01', '지방선거일', 'Local elections'],
  ['2023-10-02', '임시공휴일', 'Temporary holiday'],
  ['2024-04-10', '국회의원 선거일', 'National Assembly election'],
  ['2024-10-01', '국군의 날(임시공휴일)', 'Armed Forces Day (temporary holiday)'],
  ['2025-01-27', '임시공휴일', 'Temporary holiday'],
  ['2025-06-03', '대통령 선거일', 'Presidential election'],
  ['2026-06-03', '지방선거일', 'Local elections'],
];
