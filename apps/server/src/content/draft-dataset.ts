import type { DatasetItem } from './project.js';

/** A dataset as far as it can be read, sound or not: what others say of it is checked against this. */
export interface DraftDataset extends DatasetItem {
  /** Names of all metrics and dimensions that are written, those with mistakes too. */
  declared: { metrics: readonly string[]; dimensions: readonly string[] };
  /** See ParsedFile. */
  lost: ReadonlySet<string>;
  /** Whether what its rows come from is sound, so that its columns can be looked at. */
  hasSoundOrigin: boolean;
}

/** A dataset that is there without a file, or whose file is sound. */
export function wholeDataset(item: DatasetItem): DraftDataset {
  const { metrics = {}, dimensions = {} } = item.spec;
  const declared = { metrics: Object.keys(metrics), dimensions: Object.keys(dimensions) };
  return { ...item, declared, lost: new Set(), hasSoundOrigin: true };
}
