import type { DatasetItem } from './project.js';
import type { CalendarSpec } from './spec/calendar.js';
import { dataset } from './spec/dataset.js';

/** Name of the built-in dataset; nobody else's. */
export const CALENDAR = 'calendar';

/** The dataset `calendar` with its one table `calendar.days`, made from `calendar:` of decile.yaml. */
export function calendarItem(calendar: CalendarSpec): DatasetItem {
  const spec = dataset.parse({
    title: { ko: '달력', en: 'Calendar' },
    columns: [
      { name: 'day', type: 'DATE', title: { ko: '날짜', en: 'Day' }, format: 'date' },
      { name: 'weekday', type: 'INTEGER', title: { ko: '요일(1=월요일)', en: 'Weekday (1 = Monday)' } },
      { name: 'is_weekend', type: 'BOOLEAN', title: { ko: '주말', en: 'Weekend' } },
      { name: 'is_holiday', type: 'BOOLEAN', title: { ko: '공휴일', en: 'Holiday' } },
      { name: 'holiday_ko', type: 'VARCHAR', title: { ko: '공휴일 이름', en: 'Holiday (Korean)' } },
      { name: 'holiday_en', type: 'VARCHAR', title: { ko: '공휴일 이름(영문)', en: 'Holiday' } },
      { name: 'is_business_day', type: 'BOOLEAN', title: { ko: '영업일', en: 'Business day' } },
      { name: 'week', type: 'DATE', title: { ko: '주 시작일', en: 'Week from' }, format: 'date' },
      { name: 'month', type: 'DATE', title: { ko: '월', en: 'Month' }, format: 'month' },
      { name: 'quarter', type: 'DATE', title: { ko: '분기 시작일', en: 'Quarter from' }, format: 'date' },
      { name: 'year', type: 'DATE', title: { ko: '회계연도 시작일', en: 'Fiscal year from' }, format: 'date' },
      { name: 'fiscal_year', type: 'INTEGER', title: { ko: '회계연도', en: 'Fiscal year' }, format: 'text' },
      { name: 'fiscal_quarter', type: 'INTEGER', title: { ko: '회계 분기', en: 'Fiscal quarter' } },
      { name: 'fiscal_month', type: 'INTEGER', title: { ko: '회계연도의 몇째 달', en: 'Month of the fiscal year' } },
      {
        name: 'business_day_of_month',
        type: 'INTEGER',
        title: { ko: '그 달의 몇째 영업일', en: 'Business day of the month' },
      },
      {
        name: 'business_days_in_month',
        type: 'INTEGER',
        title: { ko: '그 달의 영업일수', en: 'Business days in the month' },
      },
    ],
  });
  return { name: CALENDAR, file: 'decile.yaml', spec, inputs: [], calendar };
}
