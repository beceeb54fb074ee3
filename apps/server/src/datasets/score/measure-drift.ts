import { countMissing, type Feature, type FeatureTable } from '../../analytics/features/feature-table.js';
import { compareStability, hasMoved, type Stability, type StabilityBase } from '../../analytics/judging/stability.js';
import type { Baseline } from '../models/read-model.js';

/** By custom a column that moved so much is looked at, and acted on. */
const WATCH = 0.1;
const ACT = 0.25;

export interface Drift extends Stability {
  name: string;
  missingBefore: number;
  missingNow: number;
}

/** How far columns, and the score as the last one, are from where they were when the model learned. */
export function measureDrift({ features, score }: Baseline, table: FeatureTable, values: Float64Array): Drift[] {
  const measure = (base: StabilityBase, later: Feature): Drift => ({
    ...compareStability(base, later),
    name: later.name,
    missingBefore: base.counts[0]! / base.counts.reduce((sum, count) => sum + count, 0),
    missingNow: countMissing(later) / table.rows,
  });
  return [
    ...table.features.map((feature, i) => measure(features[i]!, feature)),
    measure(score, { kind: 'numeric', name: 'score', values }),
  ];
}

/** What is told of a column that moved so far. */
export function findingOf(stability: Stability): string {
  if (stability.psi === null) return 'unknown';
  if (!hasMoved(stability, WATCH)) return 'stable';
  return hasMoved(stability, ACT) ? 'act' : 'watch';
}
