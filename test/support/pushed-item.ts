import type { DatasetItem } from '../../apps/server/src/content/project.js';
import type { DatasetLab } from './dataset-lab.js';

/** The dataset `events`, into which rows are pushed. */
export function pushedItem(lab: DatasetLab, more: Record<string, unknown> = {}): DatasetItem {
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'words', type: 'VARCHAR' },
  ];
  return lab.item('events', { rows: {}, columns, ...more });
}
