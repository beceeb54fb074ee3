import { localize, type LocalText } from '../../common/local-text.js';
import type { DatePart } from '../../content/spec/model-columns.js';
import type { DatasetItem } from '../../content/project.js';
import type { PlannedFeature } from './plan-features.js';

export type Title = Record<'ko' | 'en', string>;

/** A title as cells of a row. */
export function titleCells({ ko, en }: Title): { title_ko: string; title_en: string } {
  return { title_ko: ko, title_en: en };
}

const PARTS: Record<DatePart, (of: Title) => Title> = {
  age_days: ({ ko, en }) => ({ ko: `${ko} 이후 일수`, en: `Days since ${en}` }),
  month: ({ ko, en }) => ({ ko: `${ko}의 월`, en: `Month of ${en}` }),
  weekday: ({ ko, en }) => ({ ko: `${ko}의 요일`, en: `Weekday of ${en}` }),
  hour: ({ ko, en }) => ({ ko: `${ko}의 시각(시)`, en: `Hour of ${en}` }),
};

/** What a column of the inputs is called: its title, or its name where it has none. */
export function titleOf({ titles }: Pick<DatasetItem, 'titles'>, column: string): Title {
  const title: LocalText = titles?.get(column) ?? column;
  return { ko: localize(title, 'ko'), en: localize(title, 'en') };
}

/** What a column that a model learned from is called: the title of its column, with the part of a date; its name where there is none. */
export function titleOfFeature(item: Pick<DatasetItem, 'titles'>, { name, column }: PlannedFeature): Title {
  if (!item.titles?.has(column)) return { ko: name, en: name };
  const part = name === column ? undefined : PARTS[name.slice(column.length + 1) as DatePart];
  const title = titleOf(item, column);
  return part === undefined ? title : part(title);
}
