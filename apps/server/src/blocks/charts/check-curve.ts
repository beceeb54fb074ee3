import { AppError } from '../../common/errors.js';
import type { ResolvedChart } from '../result.js';
import { roleColumn, roleIndex } from './chart-columns.js';

/** Points of a panel beyond which nobody sees more; thin lines that can still be told apart. */
const MOST_POINTS = 2000;
export const MOST_THIN_LINES = 60;

/**
 * Refuses a curve that would be drawn wrong: points without a place, or out of order in their panel, more points than a line has room
 * for. Throws AppError `chart.not-a-number`, `chart.not-ordered`, `chart.too-many`.
 */
export function checkCurve(chart: ResolvedChart): void {
  const [x, split] = [roleIndex(chart, 'x'), roleIndex(chart, 'split')];
  const { name } = roleColumn(chart, 'x');
  const details = { block: chart.id, column: name };
  const panels = new Map<unknown, { count: number; last: number }>();
  chart.rows.forEach((row, at) => {
    const value = row[x];
    if (typeof value !== 'number') {
      throw new AppError('chart.not-a-number', `block "${chart.id}": column "${name}" is missing in row ${at + 1}`, {
        hint: 'leave the row out: a point of a curve needs its place on x',
        details,
      });
    }
    const panel = panels.get(row[split]) ?? { count: 0, last: -Infinity };
    if (value < panel.last) {
      throw new AppError(
        'chart.not-ordered',
        `block "${chart.id}": "${name}" falls from ${panel.last} to ${value} in row ${at + 1}; the line would run back`,
        { hint: `end the query in ORDER BY ${name}`, details },
      );
    }
    panels.set(row[split], { count: panel.count + 1, last: value });
  });
  const most = Math.max(0, ...[...panels.values()].map(({ count }) => count));
  if (most <= MOST_POINTS) return;
  throw new AppError('chart.too-many', `block "${chart.id}" has ${most} points; a curve shows at most ${MOST_POINTS}`, {
    hint: 'keep every n-th row in the query, or group x into steps',
    details,
  });
}
