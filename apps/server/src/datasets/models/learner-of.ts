import type { Learner } from '../../analytics/models/fit-model.js';
import type { Ranges, SearchPlan } from '../../analytics/models/search-learner.js';
import type { LearnerSpec } from '../../content/spec/learner.js';
import type { SearchSpec } from '../../content/spec/search.js';

/** Settings of a learner as the engine names them. */
export function learnerOf(spec: LearnerSpec): Learner {
  switch (spec.kind) {
    case 'boosting':
      return {
        kind: 'boosting',
        rounds: spec.rounds,
        learningRate: spec.learning_rate,
        maxLeaves: spec.max_leaves,
        ...(spec.max_depth !== undefined && { maxDepth: spec.max_depth }),
        minLeafRows: spec.min_leaf_rows,
        l2: spec.l2,
        patience: spec.patience,
      };
    case 'forest':
      return {
        kind: 'forest',
        trees: spec.trees,
        ...(spec.max_depth !== undefined && { maxDepth: spec.max_depth }),
        minLeafRows: spec.min_leaf_rows,
        triedColumns: spec.tried_columns,
        balanced: spec.balanced,
      };
    case 'linear':
      return { kind: 'linear', penalty: spec.penalty };
  }
}

/** A search as the engine names its settings. */
export function searchOf({ trials, folds, ranges }: SearchSpec): SearchPlan {
  const named = Object.entries(ranges).map(([kind, own]): [string, Ranges] => [
    kind,
    Object.fromEntries(
      Object.entries(own).flatMap(([name, range]) => (range === undefined ? [] : [[engineName(name), range]])),
    ),
  ]);
  return { trials, folds, ranges: Object.fromEntries(named) };
}

/** `maxLeaves` → `max_leaves`: a setting of the engine as content names it. */
export function settingName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function engineName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
