import { isTable, type ResolvedBlock, type ResolvedImage, type ResolvedSection } from '../../blocks/result.js';
import { chartView, type ChartView } from './chart-view.js';
import { exhibitFacts } from './exhibit-facts.js';
import { kpiView, type KpiView } from './kpi-view.js';
import type { ViewSettings } from './view-settings.js';
import { sourceLine } from './source-line.js';
import { tableView, type TableView } from './table-view.js';
import { textParts, type TextPart } from './text-parts.js';

export interface ImageView {
  source: string;
  alt: string;
  /** Percent of the text width. */
  width: string;
}

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
    case 'hypothesis_table':
    case 'action_table':
    case 'review_table':
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
