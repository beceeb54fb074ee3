import type { GainRow } from '../../analytics/judging/gain-table.js';
import type { Contacts } from '../../analytics/judging/judge-thresholds.js';
import type { ComputedRow } from '../write-computed.js';
import type { FittedCases } from './fit-cases.js';
import { moneyText } from './read-profits.js';

/** Rows of the tables that say what comes of the champion's score on rows that it did not learn from; money has `scale` decimals. */
export function judgingTables({ judgement, tested }: FittedCases, scale: number): Record<string, ComputedRow[]> {
  const { gains, calibration, curve, thresholds } = judgement;
  const contactedRow = (contacts: Contacts): ComputedRow => contactRow(contacts, tested.length, scale);
  return {
    grades: gains.rows.map(({ grade, n, responders, rate, lift, gain, cumulativeLift }) => ({
      grade,
      customers: n,
      responders,
      rate,
      lift,
      gain,
      cumulative_lift: cumulativeLift,
    })),
    calibration: calibration.map(({ n, meanScore, rate, interval, meanCalibrated }, place) => ({
      bin: place + 1,
      customers: n,
      mean_score: meanScore,
      rate,
      rate_low: interval.low,
      rate_high: interval.high,
      mean_calibrated: meanCalibrated,
    })),
    curve: curve.map((point, place) => ({
      point: place,
      share_contacted: point.shareContacted,
      gain: point.gain,
      false_share: point.falseShare,
      contacted: point.contacted,
      responders: point.responders,
      rate: point.rate,
      lift: point.lift,
      threshold: point.lowestScore,
    })),
    thresholds: [
      ...upToGrades(gains.rows).map(({ grade, threshold, contacts }) => ({
        rule: 'grade',
        wanted: grade,
        threshold,
        ...contactedRow(contacts),
      })),
      ...thresholds.map(({ rule, wanted, threshold, reason, contacts }) => ({
        rule,
        wanted,
        threshold,
        reason: reason ?? (contacts === null ? 'one class' : null),
        ...(contacts && contactedRow(contacts)),
      })),
    ],
  };
}

/** What comes of contacting a grade and those above it. */
function upToGrades(rows: readonly GainRow[]): { grade: number; threshold: number; contacts: Contacts }[] {
  const sum = (some: readonly GainRow[], of: 'n' | 'responders') => some.reduce((total, row) => total + row[of], 0);
  const ones = sum(rows, 'responders');
  return rows.map(({ grade, lowestScore }, i) => {
    const above = rows.slice(0, i + 1);
    const hits = sum(above, 'responders');
    const alarms = sum(above, 'n') - hits;
    const profits = above.map(({ profit }) => profit);
    return {
      grade,
      threshold: lowestScore,
      contacts: {
        truePositives: hits,
        falsePositives: alarms,
        falseNegatives: ones - hits,
        trueNegatives: sum(rows, 'n') - ones - alarms,
        profit: profits.includes(null) ? null : profits.reduce<number>((total, each) => total + each!, 0),
      },
    };
  });
}

function contactRow(contacts: Contacts, rows: number, scale: number): ComputedRow {
  const { truePositives, falsePositives, falseNegatives, trueNegatives, profit } = contacts;
  const contacted = truePositives + falsePositives;
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    contacted,
    contacted_share: share(contacted, rows),
    precision: share(truePositives, contacted),
    recall: share(truePositives, truePositives + falseNegatives),
    true_positives: truePositives,
    false_positives: falsePositives,
    false_negatives: falseNegatives,
    true_negatives: trueNegatives,
    profit: moneyText(profit, scale),
  };
}
