import { takeRows, type FeatureTable } from '../features/feature-table.js';
import { shareOf, type Member } from '../member.js';
import { predictModel, type Model, type Predictions } from './model.js';

/** Kernel: predictions of the member's share of the rows, in their order. */
export function predictRows({ model, table }: { model: Model; table: FeatureTable }, member: Member): Predictions {
  const [from, to] = shareOf(member, table.rows);
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return predictModel(model, takeRows(table, rows));
}
