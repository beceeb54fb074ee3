import { LINE_HEIGHT } from './chart-font.js';
import type { Flow, FlowNode } from './chart-flows.js';

/** Flows between two columns of nodes that are thick enough for their number, and in whose middle no thicker flow has its own. */
export function labelledFlows(
  flows: readonly Flow[],
  columns: readonly FlowNode[][],
  { pixels, gap }: { pixels: number; gap: number },
): Set<Flow> {
  const [from = [], to = []] = columns.map((column) => nodeTops(column, pixels, gap));
  const starts = flowTops(flows, 'from', new Map(from), new Map(to), pixels);
  const ends = flowTops(flows, 'to', new Map(to), new Map(from), pixels);
  const labelled = new Map<Flow, number>();
  for (const flow of flows.toSorted((a, b) => b.value - a.value)) {
    const thickness = flow.value * pixels;
    const middle = ((starts.get(flow) ?? 0) + (ends.get(flow) ?? 0) + thickness) / 2;
    const isFree = [...labelled.values()].every((other) => Math.abs(other - middle) >= LINE_HEIGHT);
    if (thickness >= LINE_HEIGHT - 2 && isFree) labelled.set(flow, middle);
  }
  return new Set(labelled.keys());
}

function nodeTops(column: readonly FlowNode[], pixels: number, gap: number): [string, number][] {
  let top = 0;
  return column.map(({ id, value }): [string, number] => {
    const own = top;
    top += value * pixels + gap;
    return [id, own];
  });
}

/** Where each flow begins (or ends) at its node: those of a node lie in the order of the nodes at their other end. */
function flowTops(
  flows: readonly Flow[],
  side: 'from' | 'to',
  own: ReadonlyMap<string, number>,
  opposite: ReadonlyMap<string, number>,
  pixels: number,
): Map<Flow, number> {
  const other = side === 'from' ? 'to' : 'from';
  const next = new Map(own);
  const tops = new Map<Flow, number>();
  for (const flow of flows.toSorted((a, b) => (opposite.get(a[other]) ?? 0) - (opposite.get(b[other]) ?? 0))) {
    const top = next.get(flow[side]) ?? 0;
    tops.set(flow, top);
    next.set(flow[side], top + flow.value * pixels);
  }
  return tops;
}
