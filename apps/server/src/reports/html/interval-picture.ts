import { fullFormat } from '../../blocks/format-value.js';
import { formatAt, type ResolvedTable, type Tone } from '../../blocks/result.js';
import type { ViewSettings } from './view-settings.js';

/** Pixels of a drawing. */
const PICTURE_WIDTH = 96;
const HEIGHT = 16;
const MARGIN = 5;

interface Row {
  estimate: number | null;
  low: number | null;
  high: number | null;
  tone: Tone;
  /** Rows of one unit share a scale. */
  unit: string;
}

/**
 * One SVG for each row of a table with intervals: whiskers from low to high, a dot at the estimate, a line at zero, which stands at the same
 * place in all of them. Rows in one unit (shares, say) share a scale. No text in it; empty where a row has no interval.
 */
export function intervalPictures(block: ResolvedTable, { language }: ViewSettings): string[] {
  const { interval } = block;
  if (!interval) return [];
  const number = (row: number, column: number): number | null => {
    const value = block.rows[row]?.[column];
    return typeof value === 'number' ? value : null;
  };
  const rows = block.rows.map((_, row): Row => {
    const { kind, unit } = fullFormat(formatAt(block, row, interval.estimate));
    return {
      estimate: number(row, interval.estimate),
      low: number(row, interval.low),
      high: number(row, interval.high),
      tone: block.tones?.rows[row] ?? 'neutral',
      unit: typeof unit === 'object' ? `${kind} ${unit[language]}` : `${kind} ${unit ?? ''}`,
    };
  });
  return rows.map((row) => draw(row, reachOf(rows.filter(({ unit }) => unit === row.unit))));
}

/** Farthest end from zero. */
function reachOf(rows: readonly Row[]): number {
  return Math.max(0, ...rows.flatMap(({ low, high }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]));
}

function draw({ estimate, low, high, tone }: Row, reach: number): string {
  if (estimate === null || low === null || high === null || reach === 0) return '';
  const x = (value: number): string => (PICTURE_WIDTH / 2 + (value / reach) * (PICTURE_WIDTH / 2 - MARGIN)).toFixed(1);
  const y = HEIGHT / 2;
  const color = tone === 'neutral' ? 'var(--muted)' : `var(--${tone})`;
  return (
    `<svg class="interval" viewBox="0 0 ${PICTURE_WIDTH} ${HEIGHT}" width="${PICTURE_WIDTH}" height="${HEIGHT}" aria-hidden="true">` +
    `<path d="M${PICTURE_WIDTH / 2} 0V${HEIGHT}" stroke="var(--ink)" stroke-width="0.75"/>` +
    `<path d="M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 3}v6M${x(high)} ${y - 3}v6" stroke="${color}" stroke-width="1.5" fill="none"/>` +
    `<circle cx="${x(estimate)}" cy="${y}" r="3" fill="${color}"/></svg>`
  );
}
