import type { SankeySeriesOption } from 'echarts';
import type { Format } from '../../content/spec/common.js';
import { formatValue, fullFormat } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { roleColumn } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { chartFlows, type Flow, type FlowNode } from './chart-flows.js';
import { labelledFlows } from './labelled-flows.js';
import { colorOf, INK, MUTED } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth, wrapText } from './text-width.js';

const NODE_WIDTH = 10;
/** Pixels that a column of nodes has for all its values together, at least. */
const FLOW_HEIGHT = 190;
/** Numbers from this on are written in round units: they stand in narrow places. */
const LARGE = 1e7;

/** Flows from node to node, as thick as their value; nodes and the thicker flows carry it. */
export function sankeyChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const { flows, nodes } = chartFlows(block, settings);
  const format = shortFormat(roleColumn(block, 'value').format, nodes);
  const texts = new Map(
    nodes.map((node) => [node.id, nodeText(node, formatValue(node.value, format, settings), settings)]),
  );
  const sideWidth = (side: 'first' | 'last') =>
    widestText(nodes.filter((node) => node[side]).map(({ id }) => texts.get(id) ?? ''));
  const columns = byColumn(nodes);
  const longest = Math.max(...columns.map((column) => column.length));
  const lines = Math.max(...[...texts.values()].map((text) => text.split('\n').length));
  const gap = lines * LINE_HEIGHT + 2;
  const inner = FLOW_HEIGHT + (longest - 1) * gap;
  const top = block.two_sided ? LINE_HEIGHT + 10 : 8;
  const pixels = FLOW_HEIGHT / Math.max(...columns.map(columnSum));
  const labelled = columns.length === 2 ? labelledFlows(flows, columns, { pixels, gap }) : new Set<Flow>();
  const names = [...new Set(nodes.map(({ name }) => name))];
  const colors = new Map(names.map((name, at) => [name, colorOf(name, at, names.length, settings)]));
  return {
    height: Math.round(inner + top + 10),
    option: {
      ...BARE_OPTION,
      title: block.two_sided ? sideTitles(block) : [],
      series: [
        {
          ...LOOK,
          nodeGap: gap,
          // Two columns stand as the rows name them, the same on both sides; more are ordered so that few flows cross.
          layoutIterations: columns.length === 2 ? 0 : 32,
          left: sideWidth('first') + 6,
          right: sideWidth('last') + 6,
          top,
          bottom: 10,
          data: nodes.map((node) =>
            nodeOption(node, texts.get(node.id) ?? '', colors.get(node.name) ?? settings.color),
          ),
          links: flows.map((flow) =>
            linkOption(flow, nodes, colors, labelled.has(flow) ? formatValue(flow.value, format, settings) : null),
          ),
        } as SankeySeriesOption,
      ],
    },
  };
}

const LOOK = {
  type: 'sankey' as const,
  nodeWidth: NODE_WIDTH,
  nodeAlign: 'justify' as const,
  draggable: false,
  silent: true,
  label: { color: INK, fontSize: CHART_FONT_SIZE, lineHeight: LINE_HEIGHT, distance: 6 },
  edgeLabel: { show: false, color: INK, fontSize: CHART_FONT_SIZE },
};

function nodeText({ name }: FlowNode, value: string, settings: ChartSettings): string {
  return wrapText(`${name} ${value}`, settings.width * 0.24, CHART_FONT_SIZE).join('\n');
}

function widestText(texts: string[]): number {
  return Math.max(0, ...texts.flatMap((text) => text.split('\n').map((line) => textWidth(line, CHART_FONT_SIZE))));
}

function nodeOption(node: FlowNode, text: string, color: string) {
  const position = node.first ? ('left' as const) : ('right' as const);
  return { name: node.id, itemStyle: { color, borderWidth: 0 }, label: { formatter: text, position } };
}

function linkOption(flow: Flow, nodes: FlowNode[], colors: ReadonlyMap<string, string>, text: string | null) {
  const source = nodes.find(({ id }) => id === flow.from);
  return {
    source: flow.from,
    target: flow.to,
    value: flow.value,
    lineStyle: { color: colors.get(source?.name ?? '') ?? MUTED, opacity: 0.28 },
    ...(text === null ? {} : { edgeLabel: { show: true, formatter: text } }),
  };
}

/** Nodes that nothing leaves stand in the last column, as they are drawn. */
function columnOf(node: FlowNode, deepest: number): number {
  return node.last ? deepest : node.depth;
}

function columnSum(column: FlowNode[]): number {
  return column.reduce((sum, { value }) => sum + value, 0);
}

function byColumn(nodes: FlowNode[]): FlowNode[][] {
  const deepest = Math.max(...nodes.map(({ depth }) => depth));
  return Array.from({ length: deepest + 1 }, (_, at) => nodes.filter((node) => columnOf(node, deepest) === at));
}

/** What each side is, over it. */
function sideTitles(block: ResolvedChart) {
  const textStyle = { color: MUTED, fontSize: CHART_FONT_SIZE, fontWeight: 400 as const };
  return [
    { text: roleColumn(block, 'from').title, left: 0, top: 0, padding: 0, textStyle },
    { text: roleColumn(block, 'to').title, right: 0, top: 0, padding: 0, textStyle },
  ];
}

function shortFormat(format: Format, nodes: readonly FlowNode[]): Format {
  const { kind, scale, ...rest } = fullFormat(format);
  const isPlain = scale === undefined && (kind === 'number' || kind === 'money');
  if (!isPlain || Math.max(0, ...nodes.map(({ value }) => value)) < LARGE) return format;
  const { digits: _, ...unscaled } = rest;
  return { ...unscaled, kind, scale: 'auto' };
}
