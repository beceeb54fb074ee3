import type { ComputedRow } from '../write-computed.js';
import type { FittedCases } from './fit-cases.js';

/** Rows of the tables that say what comes of the champion's score on rows that it did not learn from. */
export function judgingTables({ judgement }: FittedCases): Record<string, ComputedRow[]> {
  return {
    grades: judgement.gains.rows.map(({ n, cumulativeLift, ...row }) => ({
      ...row,
      customers: n,
      cumulative_lift: cumulativeLift,
    })),
    calibration: judgement.calibration.map(({ n, meanScore, rate, interval }, place) => ({
      bin: place + 1,
      customers: n,
      mean_score: meanScore,
      rate,
      rate_low: interval.low,
      rate_high: interval.high,
    })),
  };
}
