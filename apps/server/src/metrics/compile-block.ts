import type { FiguresSpec, BlockSpec, TableColumn, TableSpec, WrittenBlock } from '../content/spec/block.js';
import type { ColumnSpec } from '../content/spec/chart-column.js';
import { mayAskMetrics, type AskedChart, type ChartSpec } from '../content/spec/chart.js';
import { blockMetrics, type MetricQuery } from '../content/spec/metric.js';
import type { MetricColumn } from './compile-columns.js';
import { compileKpi } from './compile-kpi.js';
import { compileMetricQuery } from './compile-metric-query.js';
import type { MetricContext } from './metric-plan.js';

type Written<Kind> = Extract<WrittenBlock, { kind: Kind }>;

/** A block with SQL in the place of metrics, and the figures that its tiles need. What is written with SQL stays as it is. */
export function compileBlock(block: WrittenBlock, context: MetricContext): { block: BlockSpec; figures: FiguresSpec } {
  switch (block.kind) {
    case 'kpi':
      return compileKpi(block, context);
    case 'table':
      return { block: compileTable(block, context), figures: {} };
    case 'chart':
      return { block: compileChart(block, context), figures: {} };
    default:
      return { block, figures: {} };
  }
}

/** Columns are those of the question; own ones choose among them and say what differs. */
function compileTable(block: Written<'table'>, context: MetricContext): TableSpec {
  const { query, kept } = takeQuery(block);
  if (!query) return { ...kept, sql: block.sql ?? '' };
  const { sql, columns } = compileMetricQuery(query, context);
  const shown = columns.map((column) => tableColumn(column, query));
  return { ...kept, sql, columns: kept.columns?.map((own) => complete(own, 'name', shown)) ?? visible(shown, query) };
}

function compileChart(block: Written<'chart'>, context: MetricContext): ChartSpec {
  return mayAskMetrics(block) ? compileAxisChart(block, context) : block;
}

/** One axis from the question, a series for each metric and for what it is compared with. */
function compileAxisChart(block: AskedChart, context: MetricContext): ChartSpec {
  const { query, kept } = takeQuery(block);
  // What is written with SQL has its columns: metric-rules see to that.
  if (!query) return block as ChartSpec;
  const { x, y, ...rest } = kept;
  const { sql, columns } = compileMetricQuery(query, context);
  const found = columns.map((column) => ({ column: column.name, ...wordsOf(column, query) }));
  const split = 'split' in block ? block.split : undefined;
  const axis = query.grain === undefined ? query.by?.find((name) => name !== split?.column) : 'period';
  const series = columns
    .filter(({ role }) => role === 'metric' || role === 'previous')
    .map(({ name }) => ({ column: name }));
  return {
    ...rest,
    sql,
    x: complete<ColumnSpec>(x ?? { column: axis ?? '' }, 'column', found),
    y: (y ?? series).map((own) => complete<ColumnSpec>(own, 'column', found)),
    ...(split && { split: complete<ColumnSpec>(split, 'column', found) }),
  } as ChartSpec;
}

/** The question of a block, and the block without it. */
function takeQuery<Block extends Partial<MetricQuery> & { sql?: string | undefined }>(
  block: Block,
): { kept: Omit<Block, keyof MetricQuery | 'sql'>; query?: MetricQuery } {
  const isPart = (key: string): boolean => key === 'sql' || key in blockMetrics;
  const entries = Object.entries(block);
  const kept = Object.fromEntries(entries.filter(([key]) => !isPart(key))) as Omit<Block, keyof MetricQuery | 'sql'>;
  const { metrics, from } = block;
  if (metrics === undefined || from === undefined) return { kept };
  const asked = Object.fromEntries(entries.filter(([key]) => key in blockMetrics));
  return { kept, query: { ...asked, metrics, from } };
}

function tableColumn(column: MetricColumn, query: MetricQuery): TableColumn {
  const addsUp = column.metric?.addsUp === true && ['metric', 'previous', 'change'].includes(column.role);
  // Of some groups without the rest a sum would pass for the whole.
  const isWhole = query.limit === undefined || query.rest === true;
  const total = addsUp && isWhole && query.by !== undefined && query.grain === undefined;
  return { name: column.name, ...wordsOf(column, query), ...(total && { total: 'sum' as const }) };
}

function wordsOf({ title, format, metric }: MetricColumn, { from }: MetricQuery) {
  return {
    title,
    ...(format === undefined ? {} : { format }),
    ...(metric && { metric: `${from}.${metric.name}` }),
  };
}

/** One period for all rows is said by the title of the table, not by a column. */
function visible(columns: TableColumn[], { grain }: MetricQuery): TableColumn[] {
  return columns.filter(({ name }) => grain !== undefined || name !== 'period');
}

/** What somebody wrote of a column over what the question gives. */
function complete<Column extends object>(own: Column, key: keyof Column, found: readonly Column[]): Column {
  const same = found.find((column) => column[key] === own[key]);
  return { ...same, ...own };
}
