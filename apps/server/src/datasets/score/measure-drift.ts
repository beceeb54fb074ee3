import type { Feature, FeatureTable } from '../../analytics/features/feature-table.js';
import { compareStability, type Stability, type StabilityBase } from '../../analytics/judging/stability.js';
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

function countMissing(feature: Feature): number {
  if (feature.kind === 'numeric') return feature.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  return feature.codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
}

/** Small samples move by chance: only what is also well beyond that is told. */
export function findingOf({ psi, byChance }: Stability): string {
  if (psi === null) return 'unknown';
  if (psi < WATCH || psi < 3 * (byChance ?? 0)) return 'stable';
  return psi < ACT ? 'watch' : 'act';
}
