import { AppError } from '../../common/errors.js';
import type { Value } from '../../common/value.js';
import type { ChartRole, ResolvedChart } from '../result.js';
import { distinctOf, numbersAt, roleColumn, roleIndex, roleIndices } from './chart-columns.js';
import { checkCurve } from './check-curve.js';
import { checkFlows } from './check-flows.js';
import { waterfallSteps } from './waterfall-steps.js';

/** Places that a chart has room for: beyond them nobody can read it. */
const MOST = { bar: 120, horizontal: 40, line: 2000, heatmap: 60, waterfall: 24, box: 24, panels: 12, swarm: 12 };
/** Charts whose x is a number, of which several rows may have the same. */
const POINTS: ReadonlySet<ResolvedChart['chart']> = new Set(['scatter', 'curve', 'swarm']);
const NUMBER_ROLES: readonly ChartRole[] = [
  'size',
  'value',
  'low',
  'q1',
  'median',
  'q3',
  'high',
  'n',
  'forecast',
  'color',
];

/**
 * Refuses what a chart cannot show honestly, naming block, column and row. Throws AppError `chart.not-a-number`, `chart.repeated`,
 * `chart.too-many`, `chart.negative`, `chart.no-level`, `chart.not-ordered`, `chart.total-differs`, `chart.cycle`.
 */
export function checkChart(chart: ResolvedChart): void {
  checkNumbers(chart);
  checkRoom(chart);
  checkRepeats(chart);
  if (chart.chart === 'area' || chart.stacked === 'share') checkSign(chart, roleIndices(chart, 'y'));
  if (chart.chart === 'scatter') checkSign(chart, roleIndices(chart, 'size'));
  checkLevels(chart);
  if (chart.chart === 'box')
    checkOrder(
      chart,
      ['low', 'q1', 'median', 'q3', 'high'].map((name) => roleIndex(chart, name as ChartRole)),
    );
  if (chart.chart === 'curve') checkCurve(chart);
  if (chart.chart === 'fan' || chart.chart === 'curve') checkOrder(chart, fanOrder(chart));
  if (chart.chart === 'waterfall') waterfallSteps(chart);
  if (chart.chart === 'sankey') {
    checkSign(chart, roleIndices(chart, 'value'));
    checkFlows(chart);
  }
}

function checkNumbers(chart: ResolvedChart): void {
  const roles: ChartRole[] = [...NUMBER_ROLES];
  if (chart.chart !== 'heatmap' && chart.chart !== 'swarm') roles.push('y');
  if (POINTS.has(chart.chart)) roles.push('x');
  chart.columns.forEach((column, index) => {
    if (!roles.includes(column.role)) return;
    const row = chart.rows.findIndex((values) => values[index] !== null && typeof values[index] !== 'number');
    if (row < 0) return;
    throw new AppError(
      'chart.not-a-number',
      `block "${chart.id}": column "${column.name}" holds ${JSON.stringify(chart.rows[row]?.[index])} in row ${row + 1}, the chart needs a number`,
      { hint: 'cast it in the query, or choose another column', details: { block: chart.id, column: column.name } },
    );
  });
}

function checkRoom(chart: ResolvedChart): void {
  const { kind, role, most } = room(chart);
  const roles: [ChartRole, number, string][] = [
    ...role.map((each): [ChartRole, number, string] => [each, most, kind]),
    ['split', MOST.panels, 'chart in panels'],
  ];
  for (const [each, limit, what] of roles) {
    if (roleIndex(chart, each) < 0) continue;
    const count = distinctOf(chart, each).length;
    if (count <= limit) continue;
    const { name } = roleColumn(chart, each);
    throw new AppError(
      'chart.too-many',
      `block "${chart.id}" has ${count} values of "${name}"; a ${what} shows at most ${limit}`,
      {
        hint: 'keep the largest and add up the rest in the query, or show a table',
        details: { block: chart.id, column: name },
      },
    );
  }
}

function room(chart: ResolvedChart): { kind: string; role: ChartRole[]; most: number } {
  switch (chart.chart) {
    case 'line':
    case 'area':
    case 'fan':
      return { kind: `${chart.chart} chart`, role: ['x'], most: MOST.line };
    case 'swarm':
      return { kind: 'swarm', role: ['y'], most: MOST.swarm };
    case 'heatmap':
      return { kind: 'heat map', role: ['x', 'y'], most: MOST.heatmap };
    case 'waterfall':
    case 'box':
      return { kind: `${chart.chart} chart`, role: ['x'], most: MOST[chart.chart] };
    case 'scatter':
    case 'curve':
    case 'sankey':
      return { kind: chart.chart, role: [], most: Infinity };
    default:
      return {
        kind: chart.horizontal ? 'lying bar chart' : `${chart.chart} chart`,
        role: ['x'],
        most: chart.horizontal ? MOST.horizontal : MOST.bar,
      };
  }
}

/** Roles that tell rows apart. */
function keyRoles({ chart }: ResolvedChart): ChartRole[] {
  if (POINTS.has(chart)) return [];
  if (chart === 'heatmap') return ['x', 'y'];
  return chart === 'sankey' ? ['from', 'to'] : ['split', 'x'];
}

function checkRepeats(chart: ResolvedChart): void {
  const columns = keyRoles(chart)
    .map((role) => roleIndex(chart, role))
    .filter((index) => index >= 0);
  if (columns.length === 0) return;
  const seen = new Map<string, number>();
  chart.rows.forEach((row, index) => {
    const key = columns.map((column) => row[column] ?? null);
    const before = seen.get(JSON.stringify(key));
    if (before !== undefined) throw repeated(chart, columns, key, before, index);
    seen.set(JSON.stringify(key), index);
  });
}

function repeated(chart: ResolvedChart, columns: number[], key: Value[], before: number, index: number): AppError {
  const names = columns.map((column) => `"${chart.columns[column]?.name}"`).join(', ');
  const column = chart.columns[columns.at(-1) ?? 0]?.name;
  return new AppError(
    'chart.repeated',
    `block "${chart.id}": rows ${before + 1} and ${index + 1} have the same ${names}: ${key.map(String).join(', ')}`,
    {
      hint: 'group by it in the query, so that each place of the chart has one row',
      details: { block: chart.id, column },
    },
  );
}

function checkSign(chart: ResolvedChart, indices: number[]): void {
  for (const index of indices) {
    const row = numbersAt(chart, index).findIndex((value) => value !== null && value < 0);
    if (row < 0) continue;
    const column = chart.columns[index]?.name;
    throw new AppError(
      'chart.negative',
      `block "${chart.id}": column "${column}" is ${String(chart.rows[row]?.[index])} in row ${row + 1}; ${needsPositive(chart)}`,
      { hint: 'leave the row out, or choose bars side by side', details: { block: chart.id, column } },
    );
  }
}

function needsPositive(chart: ResolvedChart): string {
  if (chart.chart === 'sankey') return 'a flow cannot be negative';
  if (chart.chart === 'scatter') return 'the area of a circle cannot be negative';
  return chart.stacked === 'share'
    ? 'a share of a sum with negative parts says nothing'
    : 'areas on top of each other cannot be negative';
}

/** A level is a place between the lowest and the highest. */
function checkLevels(chart: ResolvedChart): void {
  const index = roleIndex(chart, 'color');
  const row = numbersAt(chart, index).findIndex((value) => value !== null && (value < 0 || value > 1));
  if (row < 0) return;
  const column = chart.columns[index]?.name;
  throw new AppError(
    'chart.no-level',
    `block "${chart.id}": column "${column}" is ${String(chart.rows[row]?.[index])} in row ${row + 1}, the colour goes from 0 to 1`,
    { hint: 'rank the value, for instance by percent_rank()', details: { block: chart.id, column } },
  );
}

/** Columns of a fan from the lowest bound to the highest: outer low … inner low, inner high … outer high. */
function fanOrder(chart: ResolvedChart): number[] {
  return [...roleIndices(chart, 'low').toReversed(), ...roleIndices(chart, 'high')];
}

function checkOrder(chart: ResolvedChart, indices: number[]): void {
  chart.rows.forEach((row, at) => {
    indices.slice(1).forEach((index, position) => {
      const lower = indices[position] ?? 0;
      const [a, b] = [row[lower], row[index]];
      if (typeof a !== 'number' || typeof b !== 'number' || a <= b) return;
      const [first, second] = [chart.columns[lower]?.name, chart.columns[index]?.name];
      throw new AppError(
        'chart.not-ordered',
        `block "${chart.id}": "${first}" (${a}) is above "${second}" (${b}) in row ${at + 1}`,
        { hint: 'check which column plays which role', details: { block: chart.id, column: second } },
      );
    });
  });
}
