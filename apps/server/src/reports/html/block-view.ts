import { textWidth } from '../../blocks/charts/text-width.js';
import { formatValue } from '../../blocks/format-value.js';
import {
  isTable,
  type ResolvedBlock,
  type ResolvedImage,
  type ResolvedKpi,
  type ResolvedSection,
} from '../../blocks/result.js';
import { chartView, type ChartView } from './chart-view.js';
import { exhibitFacts } from './exhibit-facts.js';
import type { ViewSettings } from './view-settings.js';
import { sourceLine } from './source-line.js';
import { tableView, type TableView } from './table-view.js';

export interface KpiView {
  /** Tiles side by side. */
  columns: string;
  items: {
    label: string;
    value: string;
    /** A number too long for the largest size. */
    long: boolean;
    change: { arrow: string; text: string; label: string | null; tone: string; word: string | null } | null;
    target: { text: string; word: string | null; tone: string } | null;
    note: string | null;
  }[];
}

export interface ImageView {
  source: string;
  alt: string;
  /** Percent of the text width. */
  width: string;
}

export type TextPart = { paragraph: string; items: null } | { paragraph: null; items: string[] };

/** One block as the templates see it; exactly one of the kinds is not null. */
export interface BlockView {
  id: string;
  title: string | null;
  exhibit: string | null;
  facts: string | null;
  source: string | null;
  note: string | null;
  kpi: KpiView | null;
  table: TableView | null;
  chart: ChartView | null;
  text: TextPart[] | null;
  /** Lines as they are. */
  code: string | null;
  image: ImageView | null;
  pageBreak: boolean;
  /** Words in place of a block that failed or has no rows. */
  message: string | null;
}

const NONE = {
  kpi: null,
  table: null,
  chart: null,
  text: null,
  code: null,
  image: null,
  pageBreak: false,
  message: null,
};
/** Pixels of one tile in a row of four, three, two. */
const TILE_ROOM = { 4: 132, 3: 184, 2: 290 } as const;
const KPI_SIZE = 26.67;
/** Size of a long number against the usual one: 14 pt to 20 pt. */
const LONG_SCALE = 0.7;

export function blockView(section: ResolvedSection, block: ResolvedBlock, settings: ViewSettings): BlockView {
  const isExhibit = block.kind === 'chart' || isTable(block);
  return {
    id: `b-${section.id}-${block.id}`,
    title: block.title ?? null,
    exhibit: block.exhibit === undefined ? null : `${settings.words.exhibit} ${block.exhibit}`,
    facts: isExhibit ? exhibitFacts(block, settings) : null,
    source: isExhibit ? sourceLine(block.reads, settings) : null,
    note: block.note ?? null,
    ...NONE,
    ...kindView(block, settings),
  };
}

function kindView(block: ResolvedBlock, settings: ViewSettings): Partial<BlockView> {
  const { words } = settings;
  switch (block.kind) {
    case 'kpi':
      return { kpi: kpiView(block, settings) };
    case 'table':
    case 'grade_table':
    case 'rule_table':
    case 'before_after':
    case 'issue_diff':
    case 'migration':
      return block.rows.length === 0 ? { message: words.noRows } : { table: tableView(block, settings) };
    case 'chart':
      return block.rows.length === 0 ? { message: words.noRows } : { chart: chartView(block, settings) };
    case 'text':
      return { text: textParts(block.text) };
    case 'code':
      return { code: block.code.trimEnd() };
    case 'image':
      return { image: imageView(block) };
    case 'page_break':
      return { pageBreak: true };
    case 'error':
      return { message: `${words.failed} ${block.message}` };
  }
}

function imageView({ media, data, alt, width }: ResolvedImage): ImageView {
  return { source: `data:${media};base64,${data}`, alt, width: (width * 100).toFixed(1) };
}

/** Paragraphs (a blank line between them) and lists (lines that begin with "- "). */
export function textParts(text: string): TextPart[] {
  return text.split(/\n[ \t]*\n/).flatMap((chunk): TextPart[] => {
    const parts: TextPart[] = [];
    for (const line of chunk.split('\n').map((each) => each.trim())) {
      const last = parts.at(-1);
      if (line === '') continue;
      if (line.startsWith('- ')) {
        if (last?.items) last.items.push(line.slice(2));
        else parts.push({ paragraph: null, items: [line.slice(2)] });
      } else if (last?.paragraph) last.paragraph += ` ${line}`;
      else parts.push({ paragraph: line, items: null });
    }
    return parts;
  });
}

function kpiView(block: ResolvedKpi, settings: ViewSettings): KpiView {
  const values = block.items.map((item) => formatValue(item.value, item.format, settings));
  const widest = Math.max(...values.map((value) => textWidth(value, KPI_SIZE)));
  const columns = tileColumns(block.items.length, widest);
  return {
    columns: String(columns),
    items: block.items.map((item, index) => ({
      label: item.label,
      value: values[index] ?? '',
      long: textWidth(values[index] ?? '', KPI_SIZE) > TILE_ROOM[columns],
      change: item.change ? changeView(item.change, settings) : null,
      target: item.target ? targetView(item.target, settings) : null,
      note: item.note ?? null,
    })),
  };
}

/** Tiles in a row, so that none is left over where it can be helped; numbers too long for them are set smaller before tiles get wider. */
function tileColumns(count: number, widest: number): 2 | 3 | 4 {
  if (count % 4 === 0 && widest <= TILE_ROOM[4]) return 4;
  if (count === 1 || count === 2 || count === 4) return 2;
  return widest * LONG_SCALE <= TILE_ROOM[3] ? 3 : 2;
}

type Change = NonNullable<ResolvedKpi['items'][number]['change']>;
type Target = NonNullable<ResolvedKpi['items'][number]['target']>;

function changeView(change: Change, settings: ViewSettings): NonNullable<KpiView['items'][number]['change']> {
  const number = typeof change.value === 'number' ? change.value : 0;
  const tone = number === 0 || change.good === 'neutral' ? '' : number > 0 === (change.good === 'up') ? 'good' : 'bad';
  return {
    arrow: number > 0 ? '▲' : number < 0 ? '▼' : '',
    text: formatValue(change.value, change.format, settings),
    label: change.label ?? null,
    tone,
    word: tone === '' ? null : tone === 'good' ? settings.words.better : settings.words.worse,
  };
}

function targetView(target: Target, settings: ViewSettings): NonNullable<KpiView['items'][number]['target']> {
  const { words } = settings;
  const tone = target.reached === null ? '' : target.reached ? 'good' : 'bad';
  return {
    text: formatValue(target.value, target.format, settings),
    tone,
    word: target.reached === null ? null : target.reached ? words.reached : words.missed,
  };
}
