import type { Learner } from '../../analytics/models/fit-model.js';
import type { LearnerSpec } from '../../content/spec/learner.js';

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
