import type { Expectation } from '../../content/spec/hypothesis-table.js';
import type { Effect } from '../effect-columns.js';
import type { Tone } from '../result.js';

/** `none` where chance explains the effect, `unknown` where a value is missing. */
export type Verdict = 'supported' | 'contradicted' | 'none' | 'unknown';

export const VERDICT_TONES: Record<Verdict, Tone> = {
  supported: 'good',
  contradicted: 'bad',
  none: 'neutral',
  unknown: 'neutral',
};

/** Judges a hypothesis by its 95 % interval alone: wholly on the expected side of zero, wholly on the other, or neither. */
export function judgeHypothesis(expect: Expectation, { effect, low, high }: Omit<Effect, 'format'>): Verdict {
  if (effect === null || low === null || high === null) return 'unknown';
  if (low <= 0 && high >= 0) return 'none';
  if (expect === 'differ') return 'supported';
  return low > 0 === (expect === 'up') ? 'supported' : 'contradicted';
}
