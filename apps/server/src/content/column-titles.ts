import type { LocalText } from '../common/local-text.js';
import type { DatasetItem } from './project.js';

/**
 * Titles of the columns that a dataset reads, by name: of its inputs, else of what those are made from, the nearest first. A column without a title upstream is
 * not in it. Titles are part of what is written of those datasets, so a version that says them follows their change.
 */
export function columnTitles(
  item: Pick<DatasetItem, 'inputs'>,
  datasets: ReadonlyMap<string, Pick<DatasetItem, 'inputs' | 'spec'>>,
): Map<string, LocalText> {
  const titles = new Map<string, LocalText>();
  const seen = new Set<string>();
  let level = item.inputs;
  while (level.length > 0) {
    const found = level.flatMap((name) => (seen.has(name) ? [] : (datasets.get(name) ?? [])));
    for (const name of level) seen.add(name);
    for (const { spec } of found)
      for (const { name, title } of spec.columns ?? [])
        if (title !== undefined && !titles.has(name)) titles.set(name, title);
    level = [...new Set(found.flatMap(({ inputs }) => inputs))];
  }
  return titles;
}
