import type { ScreeningAnalysis } from '../spec/screening.js';
import { type AnalysisShape, type Named, namedFeatures, namedOutcome, namedTimes, typeOf } from './analysis-kind.js';

export const screeningShape: AnalysisShape<'screening'> = {
  columns: namedColumns,
  tables({ period }, input) {
    const periodType = period === undefined ? 'VARCHAR' : typeOf(period, input);
    return {
      columns: {
        rank: 'INTEGER',
        feature: 'VARCHAR',
        kind: 'VARCHAR',
        rows: 'BIGINT',
        missing: 'DOUBLE',
        distinct_values: 'BIGINT',
        information_value: 'DOUBLE',
        by_chance: 'DOUBLE',
        p_value: 'DOUBLE',
        corrected_p: 'DOUBLE',
        auroc: 'DOUBLE',
        direction: 'VARCHAR',
        psi: 'DOUBLE',
        psi_period: periodType,
        is_kept: 'BOOLEAN',
        reason: 'VARCHAR',
        because_of: 'VARCHAR',
        likeness: 'DOUBLE',
      },
      bins: {
        feature: 'VARCHAR',
        bin: 'INTEGER',
        is_missing: 'BOOLEAN',
        levels: 'VARCHAR',
        over: 'DOUBLE',
        up_to: 'DOUBLE',
        rows: 'BIGINT',
        responders: 'BIGINT',
        rate: 'DOUBLE',
        evidence: 'DOUBLE',
        contribution: 'DOUBLE',
      },
      periods: {
        feature: 'VARCHAR',
        [period ?? 'period']: periodType,
        rows: 'BIGINT',
        missing: 'DOUBLE',
        psi: 'DOUBLE',
        by_chance: 'DOUBLE',
      },
      summary: {
        rows: 'BIGINT',
        with_outcome: 'BIGINT',
        responders: 'BIGINT',
        base_rate: 'DOUBLE',
        columns: 'INTEGER',
        kept: 'INTEGER',
        verdict: 'VARCHAR',
      },
    };
  },
};

function namedColumns(analysis: ScreeningAnalysis): Named[] {
  const { key, outcome, period, features } = analysis;
  return [
    { name: key, path: ['key'] },
    ...(outcome === undefined ? [] : [namedOutcome(outcome)]),
    ...(period === undefined ? [] : [{ name: period, path: ['period'] }]),
    ...namedFeatures(features),
    ...namedTimes(analysis),
  ];
}
