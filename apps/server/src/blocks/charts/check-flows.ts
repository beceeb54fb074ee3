import { AppError } from '../../common/errors.js';
import type { ResolvedChart } from '../result.js';
import { MOST_FLOWS, chartFlows } from './chart-flows.js';

/** Refuses flows that come back to where they began, or too many. Throws AppError `chart.cycle`, `chart.too-many`. */
export function checkFlows(chart: ResolvedChart): void {
  const { flows, nodes } = chartFlows(chart);
  if (flows.length > MOST_FLOWS) {
    throw new AppError(
      'chart.too-many',
      `block "${chart.id}" has ${flows.length} flows; a sankey shows at most ${MOST_FLOWS}`,
      {
        hint: 'keep the largest and add up the rest in the query, or show a table',
        details: { block: chart.id },
      },
    );
  }
  const next = new Map<string, string[]>();
  for (const { from, to } of flows) next.set(from, [...(next.get(from) ?? []), to]);
  const cycle = findCycle(next);
  if (cycle === null) return;
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const way = cycle.map((id) => names.get(id) ?? id).join(' → ');
  throw new AppError('chart.cycle', `block "${chart.id}": the flows go in a circle: ${way}`, {
    hint: 'if from and to are two points in time, say `two_sided: true`; else leave the way back out',
    details: { block: chart.id },
  });
}

/** The first way that leads back to its start, its start at both ends; null when there is none. */
function findCycle(next: ReadonlyMap<string, string[]>): string[] | null {
  const done = new Set<string>();
  const walk = (id: string, way: readonly string[]): string[] | null => {
    const at = way.indexOf(id);
    if (at >= 0) return [...way.slice(at), id];
    if (done.has(id)) return null;
    for (const to of next.get(id) ?? []) {
      const found = walk(to, [...way, id]);
      if (found) return found;
    }
    done.add(id);
    return null;
  };
  for (const id of next.keys()) {
    const found = walk(id, []);
    if (found) return found;
  }
  return null;
}
