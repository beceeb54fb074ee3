import type { Language } from '../../common/local-text.js';
import type { Value } from '../../common/value.js';
import type { ChartColumn, ResolvedChart } from '../result.js';
import { roleIndex } from './chart-columns.js';

/** Points beyond this number cover each other, and weigh on page and file. */
export const MOST_DRAWN = 2000;
/** Points of one row of a swarm. */
const MOST_IN_ROW = 500;
const BINS = { across: 32, up: 20 };

/**
 * Leaves out points without coordinates, and makes many points few: `thin` keeps the 2,000 whose hash is smallest, labelled ones first,
 * `bin` counts the points in the cells of a grid. Says in `points` what it did. The same rows give the same points.
 */
export function reducePoints(chart: ResolvedChart, large: 'thin' | 'bin', language: Language): ResolvedChart {
  const needed = (['x', 'y', 'size'] as const).map((role) => roleIndex(chart, role)).filter((index) => index >= 0);
  const rows = chart.rows.filter((row) => needed.every((index) => typeof row[index] === 'number'));
  const points = { shown: rows.length, of: rows.length, without: chart.rows.length - rows.length, how: 'all' as const };
  if (rows.length <= MOST_DRAWN) return { ...chart, rows, points };
  if (large === 'thin') {
    return {
      ...chart,
      rows: thin(rows, roleIndex(chart, 'label')),
      points: { ...points, shown: MOST_DRAWN, how: 'thinned' },
    };
  }
  const bins = bin(chart, rows);
  return {
    ...chart,
    columns: binColumns(chart, language),
    rows: bins,
    points: { ...points, shown: bins.length, how: 'binned' },
  };
}

/** Leaves out points without a place, and keeps of each row of a swarm 500 at most, evenly along x. */
export function reduceSwarm(chart: ResolvedChart): ResolvedChart {
  const [x, y] = [roleIndex(chart, 'x'), roleIndex(chart, 'y')];
  const placed = chart.rows.filter((row) => typeof row[x] === 'number' && (row[y] ?? null) !== null);
  const groups = [...Map.groupBy(placed, (row) => row[y]).values()];
  const rows = groups.flatMap((group) => everyNth(group, x, MOST_IN_ROW));
  const how = rows.length < placed.length ? ('thinned' as const) : ('all' as const);
  return {
    ...chart,
    rows,
    points: { shown: rows.length, of: placed.length, without: chart.rows.length - placed.length, how },
  };
}

/** Rows of equal steps in the order of x, both ends among them; what lies thick stays thick. */
function everyNth(rows: Value[][], x: number, most: number): Value[][] {
  if (rows.length <= most) return rows;
  const order = rows
    .map((row, index) => ({ at: row[x] as number, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index);
  const step = (rows.length - 1) / (most - 1);
  const kept = Array.from({ length: most }, (_, position) => order[Math.round(position * step)]?.index ?? 0);
  return kept.sort((a, b) => a - b).map((index) => rows[index] ?? []);
}

function thin(rows: Value[][], label: number): Value[][] {
  const ranked = rows.map((row, index) => ({
    index,
    isNamed: label >= 0 && row[label] !== null,
    rank: hash(JSON.stringify(row)),
  }));
  ranked.sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || a.rank - b.rank || a.index - b.index);
  const kept = ranked.slice(0, MOST_DRAWN).map(({ index }) => index);
  return kept.sort((a, b) => a - b).map((index) => rows[index] ?? []);
}

/** FNV-1a, its bits mixed once more (the last step of MurmurHash3), as an unsigned 32-bit number. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function binColumns(chart: ResolvedChart, language: Language): ChartColumn[] {
  const pick = (role: 'x' | 'y' | 'split') => chart.columns.filter((column) => column.role === role);
  const title = language === 'ko' ? '점의 수' : 'Points';
  const count: ChartColumn = { name: 'points', title, format: 'number', align: 'right', role: 'size' };
  return [...pick('x'), ...pick('y'), count, ...pick('split')];
}

/** Centre of each cell that holds points, their number, and the panel; by panel, x, y. */
function bin(chart: ResolvedChart, rows: Value[][]): Value[][] {
  const split = roleIndex(chart, 'split');
  const [x, y] = [axis(rows, roleIndex(chart, 'x'), BINS.across), axis(rows, roleIndex(chart, 'y'), BINS.up)];
  const panels = new Map<Value, Map<number, number>>();
  for (const row of rows) {
    const panel = row[split] ?? null;
    const cells = panels.get(panel) ?? new Map<number, number>();
    panels.set(panel, cells);
    const cell = x.cell(row) * BINS.up + y.cell(row);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return [...panels].flatMap(([panel, cells]) =>
    [...cells]
      .sort(([a], [b]) => a - b)
      .map(([cell, count]) => [
        x.centre(Math.floor(cell / BINS.up)),
        y.centre(cell % BINS.up),
        count,
        ...(split < 0 ? [] : [panel]),
      ]),
  );
}

function axis(rows: Value[][], index: number, bins: number) {
  let [min, max] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = row[index] as number;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const step = (max - min) / bins || 1;
  return {
    cell: (row: Value[]) => Math.min(bins - 1, Math.floor(((row[index] as number) - min) / step)),
    centre: (cell: number) => Number((min + (cell + 0.5) * step).toPrecision(12)),
  };
}
