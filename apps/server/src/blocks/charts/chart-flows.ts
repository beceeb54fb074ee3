import type { FormatSettings } from '../format-value.js';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { numbersOf, roleColumn, valuesOf } from './chart-columns.js';

/** Beyond it the bands are hairs. */
export const MOST_FLOWS = 80;

export interface FlowNode {
  /** Its name, and in a two-sided chart its side before it. */
  id: string;
  name: string;
  /** The greater of what comes in and what goes out. */
  value: number;
  /** Nothing comes in; nothing goes out. */
  first: boolean;
  last: boolean;
  /** Longest way from a first node, in steps; of a chart with a circle, nothing to rely on. */
  depth: number;
}

export interface Flow {
  /** Ids of nodes. */
  from: string;
  to: string;
  value: number;
}

/** Flows above zero and the nodes that they join, in order of appearance. */
export function chartFlows(chart: ResolvedChart, settings?: FormatSettings): { flows: Flow[]; nodes: FlowNode[] } {
  const name = (role: 'from' | 'to') => {
    const { format } = roleColumn(chart, role);
    return valuesOf(chart, role).map((value) =>
      settings ? formatValue(value, format, settings) : String(value ?? '–'),
    );
  };
  const [from, to, values] = [name('from'), name('to'), numbersOf(chart, 'value')];
  const id = (side: 'from' | 'to', text: string) => (chart.two_sided ? `${side}:${text}` : text);
  const names = new Map<string, string>();
  const flows = values.flatMap((value, index): Flow[] => {
    if (!value || value <= 0) return [];
    const [start, end] = [from[index] ?? '', to[index] ?? ''];
    names.set(id('from', start), start);
    names.set(id('to', end), end);
    return [{ from: id('from', start), to: id('to', end), value }];
  });
  return { flows, nodes: [...names].map(([key, text]) => flowNode(key, text, flows)) };
}

function flowNode(id: string, name: string, flows: readonly Flow[]): FlowNode {
  const sum = (side: 'from' | 'to') =>
    flows.reduce((total, flow) => (flow[side] === id ? total + flow.value : total), 0);
  const [out, into] = [sum('from'), sum('to')];
  const value = Number(Math.max(out, into).toPrecision(12));
  return { id, name, value, first: into === 0, last: out === 0, depth: depthOf(id, flows, new Set()) };
}

function depthOf(id: string, flows: readonly Flow[], way: ReadonlySet<string>): number {
  if (way.has(id)) return 0;
  const before = flows.filter((flow) => flow.to === id);
  const further = new Set([...way, id]);
  return Math.max(0, ...before.map((flow) => depthOf(flow.from, flows, further) + 1));
}
