import type { Comparison } from '../../analytics/statistics/estimate.js';
import type { Tone } from '../result.js';

const LEVEL = 0.05;

export interface Judgement {
  /** `unknown` where the data cannot tell, `none` where chance explains the difference. */
  finding: 'up' | 'down' | 'none' | 'unknown';
  /** A finding on few cases. */
  weak: boolean;
  tone: Tone;
}

/**
 * Reads a comparison by a fixed rule: a difference is reliable when its 95 % interval leaves zero out and p, corrected for the number of
 * measures, is below 0.05. `few` marks what is found on few cases as weak.
 */
export function judge(
  { difference, interval }: Comparison,
  p: number | null,
  few: boolean,
  good: 'up' | 'down' | 'neutral',
): Judgement {
  if (difference === null || interval === null || p === null)
    return { finding: 'unknown', weak: false, tone: 'neutral' };
  const reliable = (interval.low > 0 || interval.high < 0) && p < LEVEL;
  if (!reliable) return { finding: 'none', weak: few, tone: 'neutral' };
  const finding = difference > 0 ? 'up' : 'down';
  return { finding, weak: few, tone: good === 'neutral' ? 'neutral' : finding === good ? 'good' : 'bad' };
}
