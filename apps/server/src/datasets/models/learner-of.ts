import type { Learner } from '../../analytics/models/fit-model.js';
import type { LearnerSpec } from '../../content/spec/learner.js';

/** A learner as the model engine takes it. */
export function learnerOf(spec: LearnerSpec): Learner {
  switch (spec.kind) {
    case 'boosting': {
      const { rounds, learning_rate: learningRate, max_leaves: maxLeaves, max_depth: maxDepth, l2, patience } = spec;
      return {
        kind: 'boosting',
        rounds,
        learningRate,
        maxLeaves,
        minLeafRows: spec.min_leaf_rows,
        l2,
        patience,
        ...(maxDepth !== undefined && { maxDepth }),
      };
    }
    case 'forest': {
      const { trees, max_depth: maxDepth, min_leaf_rows: minLeafRows, tried_columns: triedColumns, balanced } = spec;
      return {
        kind: 'forest',
        trees,
        minLeafRows,
        triedColumns,
        balanced,
        ...(maxDepth !== undefined && { maxDepth }),
      };
    }
    case 'linear':
      return { kind: 'linear', penalty: spec.penalty };
  }
}
