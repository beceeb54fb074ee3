import type { DatasetSpec } from './spec/dataset.js';
import { DECISION_COLUMNS } from './spec/decisions.js';

/**
 * A dataset of decisions as one of pushed rows: the columns of the event and those of the decision, one row for each event, the later one
 * where it was decided twice. Any other definition comes back as it is.
 */
export function asPushedRows(spec: DatasetSpec): DatasetSpec {
  const { decisions, columns = [] } = spec;
  if (!decisions) return spec;
  return { ...spec, rows: {}, key: [decisions.event], columns: [...columns, ...DECISION_COLUMNS] };
}
