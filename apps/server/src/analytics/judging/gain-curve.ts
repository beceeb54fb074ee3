import { gainTable } from './gain-table.js';
import type { Tally } from './tally.js';

/** What acting on the highest scores finds. */
export interface CurvePoint {
  contacted: number;
  /** Ones among them. */
  responders: number;
  shareContacted: number;
  /** Share of the ones, and of the zeros, that are among them: the one over the other is the ROC curve; null where there are none. */
  gain: number | null;
  falseShare: number | null;
  /** Of those contacted; null for nobody. */
  rate: number | null;
  lift: number | null;
  lowestScore: number | null;
}

const POINTS = 100;

/** Gain and ROC curve from nobody to everybody, in 100 equal steps (fewer for fewer rows); equal scores at a border are settled as in `gainTable`. O(distinct scores). */
export function gainCurve(tally: Tally): CurvePoint[] {
  const n = tally.ones.rows + tally.zeros.rows;
  const { rows } = gainTable(tally, Math.min(POINTS, n));
  let [contacted, responders] = [0, 0];
  const part = (some: number, all: number) => (all === 0 ? null : some / all);
  const nobody = { gain: part(0, tally.ones.rows), falseShare: part(0, tally.zeros.rows) };
  const none = { contacted: 0, responders: 0, shareContacted: 0, rate: null, lift: null, lowestScore: null };
  return [
    { ...none, ...nobody },
    ...rows.map((row): CurvePoint => {
      contacted += row.n;
      responders += row.responders;
      return {
        contacted,
        responders,
        shareContacted: contacted / n,
        gain: row.gain,
        falseShare: part(contacted - responders, tally.zeros.rows),
        rate: responders / contacted,
        lift: row.cumulativeLift,
        lowestScore: row.lowestScore,
      };
    }),
  ];
}
