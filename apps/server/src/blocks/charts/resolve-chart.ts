import { AppError } from '../../common/errors.js';
import type { ChartSpec } from '../../content/spec/chart.js';
import { askBlock, columnIndex, MAX_BLOCK_ROWS } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import { dataFromNote } from '../data-from.js';
import { describeColumn } from '../describe-column.js';
import { fullFormat } from '../format-value.js';
import type { ChartColumn, ChartRole, ResolvedChart, ResolvedColumn } from '../result.js';
import { checkChart } from './check-chart.js';
import { numbersOf, roleIndices } from './chart-columns.js';
import { bandTitle, chartRoles, ROLE_TITLES, type RoleSpec } from './chart-roles.js';
import { resolveCurveGround } from './resolve-curves.js';
import { reducePoints, reduceSwarm } from './reduce-points.js';

/** Most points that a scatter or a swarm may be asked for; they are thinned or counted before they are frozen. */
export const MAX_POINTS = 200_000;

/**
 * Resolves a chart to its rows, one column a role. Values that the chart cannot show honestly are errors that name block, column and
 * row (see `checkChart`); a chart whose every number is missing counts as one without rows.
 */
export async function resolveChart(spec: ChartSpec, context: BlockContext): Promise<Partial<ResolvedChart>> {
  const most = spec.chart === 'scatter' || spec.chart === 'swarm' ? MAX_POINTS : MAX_BLOCK_ROWS;
  const { result, reads } = await askBlock(spec, context, most);
  const roles = chartRoles(spec);
  const picks = roles.map(({ column }) => columnIndex(result, column, spec.id));
  const columns = roles.map((role, i): ChartColumn => {
    const described = describeColumn(role.column, result, picks[i] ?? 0, reads, context, {
      ...role,
      otherwise: ROLE_TITLES[role.role],
    });
    const title = role.level === undefined ? described.title : bandTitle(role, context.settings.language);
    return { ...described, ...bandFormat(role, spec), ...signFormat(described, role, spec), title, ...rolePart(role) };
  });
  const rows = result.rows.map((row) => picks.map((pick) => row[pick] ?? null));
  const note = dataFromNote(result, context.settings.language);
  const chart: ResolvedChart = {
    id: spec.id,
    kind: 'chart',
    chart: spec.chart,
    reads,
    columns,
    rows,
    ...options(spec),
    ...(note !== undefined && { note }),
  };
  checkChart(chart);
  if (rows.length > 0 && isBlank(chart)) return withoutRows(chart, spec.empty);
  if (spec.chart === 'swarm') return reduceSwarm(chart);
  if (spec.chart === 'curve') return resolveCurveGround(chart, spec, context);
  return spec.chart === 'scatter' ? reducePoints(chart, spec.large, context.settings.language) : chart;
}

function rolePart({ role, as, axis, level }: RoleSpec): Pick<ChartColumn, 'role' | 'as' | 'axis' | 'level'> {
  return {
    role,
    ...(as === undefined ? {} : { as }),
    ...(axis === undefined ? {} : { axis }),
    ...(level === undefined ? {} : { level }),
  };
}

/** The bounds of a band are written as its central line is. */
function bandFormat({ level }: RoleSpec, spec: ChartSpec): Partial<ChartColumn> {
  if (level === undefined || spec.chart !== 'fan') return {};
  const format = spec.forecast.format ?? spec.y.format;
  return format === undefined ? {} : { format };
}

/** Bars by sign say it in their numbers, too. */
function signFormat({ format }: ResolvedColumn, { role }: RoleSpec, spec: ChartSpec): Partial<ChartColumn> {
  if (role !== 'y' || spec.chart !== 'bar' || !spec.signed) return {};
  return { format: { ...fullFormat(format), sign: true } };
}

function options(spec: ChartSpec): Partial<ResolvedChart> {
  switch (spec.chart) {
    case 'bar':
      return {
        ...(spec.horizontal && { horizontal: true }),
        ...(spec.stacked && { stacked: spec.stacked }),
        ...(spec.signed && { signed: true, good: spec.good ?? 'neutral' }),
      };
    case 'area':
      return { stacked: spec.stacked ?? true };
    case 'waterfall':
      return { ...(spec.horizontal && { horizontal: true }), good: spec.good };
    case 'sankey':
      return spec.two_sided ? { two_sided: true } : {};
    default:
      return {};
  }
}

/** Whether no row has a number to draw. */
function isBlank(chart: ResolvedChart): boolean {
  if (chart.chart === 'sankey') return numbersOf(chart, 'value').every((value) => !value);
  const own: Partial<Record<ResolvedChart['chart'], ChartRole[]>> = { heatmap: ['value'], swarm: ['x'] };
  const roles = own[chart.chart] ?? ['y', 'value', 'median', 'forecast'];
  const drawn = roles.flatMap((role) => roleIndices(chart, role));
  return chart.rows.every((row) => drawn.every((index) => row[index] === null));
}

function withoutRows(chart: ResolvedChart, empty: 'allow' | 'refuse'): ResolvedChart {
  if (empty === 'allow') return { ...chart, rows: [] };
  throw new AppError('block.empty', `block "${chart.id}" has rows, but no value in any of them`, {
    hint: 'say `empty: allow` if that is fine, or check the period',
  });
}
