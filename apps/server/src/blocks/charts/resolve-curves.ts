import { AppError } from '../../common/errors.js';
import type { Value } from '../../common/value.js';
import { localize } from '../../common/local-text.js';
import type { CurveSpec } from '../../content/spec/point-charts.js';
import { askBlock, columnIndex, numberIn } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { distinctOf, roleColumn } from './chart-columns.js';
import { MOST_THIN_LINES } from './check-curve.js';

/** Most rows of the query of thin lines: 60 lines of 27 points in 12 panels. */
const MOST_ROWS = 20_000;

type ThinLines = NonNullable<ResolvedChart['curves']>;

/**
 * Adds to a curve what stands behind it: the reference line with its word, and the thin lines of its second query. Throws AppError
 * `chart.too-many`, `chart.unknown-panel`, and what the query throws.
 */
export async function resolveCurveGround(
  chart: ResolvedChart,
  spec: CurveSpec,
  context: BlockContext,
): Promise<ResolvedChart> {
  const withReference =
    spec.reference === undefined ? chart : { ...chart, reference: referenceOf(chart, spec.reference, context) };
  if (spec.curves === undefined) return withReference;
  const { sql } = spec.curves;
  const { result, reads } = await askBlock({ id: spec.id, sql, empty: spec.empty }, context, MOST_ROWS);
  const split = spec.split?.column;
  const at = (name: string | undefined) => (name === undefined ? -1 : columnIndex(result, name, spec.id));
  const [group, panel] = [at(spec.curves.group), at(split)];
  const lines = new Map<string, ThinLines[number]>();
  for (const row of result.rows) {
    const [own, place] = [row[group] ?? null, row[panel] ?? null];
    const line = lines.get(JSON.stringify([place, own])) ?? { panel: place, group: own, points: [] };
    lines.set(JSON.stringify([place, own]), line);
    const [x, y] = [spec.curves.x, spec.curves.y].map((name) => numberIn(result, row, name, spec.id));
    if (typeof x === 'number' && typeof y === 'number') line.points.push([x, y]);
  }
  const curves = [...lines.values()].map((line) => ({ ...line, points: line.points.sort(([a], [b]) => a - b) }));
  checkThinLines(chart, curves, split !== undefined);
  return { ...withReference, curves, reads: [...new Set([...chart.reads, ...reads])] };
}

function referenceOf(
  chart: ResolvedChart,
  reference: NonNullable<CurveSpec['reference']>,
  { settings, text }: BlockContext,
): NonNullable<ResolvedChart['reference']> {
  if (typeof reference === 'object')
    return { at: reference.at, title: text.render(localize(reference.title, settings.language)) };
  const isKorean = settings.language === 'ko';
  if (reference === 'diagonal') return { at: reference, title: isKorean ? '대각선' : 'diagonal' };
  const value = formatValue(reference, roleColumn(chart, 'y').format, settings);
  return { at: reference, title: isKorean ? `기준 ${value}` : `reference ${value}` };
}

function checkThinLines(chart: ResolvedChart, lines: ThinLines, isSplit: boolean): void {
  const counts = new Map<Value, number>();
  for (const { panel } of lines) counts.set(panel, (counts.get(panel) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most > MOST_THIN_LINES) {
    throw new AppError(
      'chart.too-many',
      `block "${chart.id}" has ${most} thin lines; a curve shows at most ${MOST_THIN_LINES}`,
      { hint: 'take a fixed sample of the cases in the query of curves', details: { block: chart.id } },
    );
  }
  const panels = distinctOf(chart, 'split');
  const stranger = isSplit ? [...counts.keys()].find((panel) => !panels.includes(panel)) : undefined;
  if (stranger === undefined) return;
  throw new AppError(
    'chart.unknown-panel',
    `block "${chart.id}": curves has lines for "${String(stranger)}", which is no panel of the chart`,
    { hint: 'both queries must give the same values in the split column', details: { block: chart.id } },
  );
}
