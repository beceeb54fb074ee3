import { formatValue } from '../../blocks/format-value.js';
import { isTable, type ResolvedSection, type Result, type ResultInput } from '../../blocks/result.js';
import { blockView, type BlockView } from './block-view.js';
import { pageSlot } from './page-slots.js';
import { LANDSCAPE_WIDTH } from './table-layout.js';
import { isWide } from './table-view.js';
import { textParts, type TextPart } from './text-parts.js';
import { logoUrl, viewSettings, type ReportTarget, type ViewSettings } from './view-settings.js';
import type { Words } from './words.js';

export interface SectionView {
  id: string;
  number: string;
  label: string;
  title: string;
  /** The summary, which the contents page follows. */
  first: boolean;
  /** On pages on their side, for a table that fits on no other. */
  landscape: boolean;
  blocks: BlockView[];
}

export interface ContentsEntry {
  id: string;
  number: string | null;
  label: string;
  /** The finding, where it says more than the label. */
  title: string | null;
  page: string;
}

/** Everything that a layout may use, as texts ready to be printed; a member without a value is null, never missing. */
export interface ReportView {
  web: boolean;
  words: Words;
  title: string;
  subtitle: string | null;
  customer: string | null;
  brand: string;
  /** Data URL of the brand's logo. */
  logo: string | null;
  report: string;
  period: string;
  asOf: string;
  id: string;
  shortId: string;
  contents: ContentsEntry[];
  sections: SectionView[];
  omitted: { title: string; reason: string }[];
  method: TextPart[] | null;
  inputs: { dataset: string; version: string; rows: string; range: string; refused: string }[];
  parameters: { name: string; value: string }[];
  software: string;
  glossary: { term: string; text: string }[];
}

const SHORT_ID = 12;

/** First digits of a result's id, as printed on every page. */
export function shortId(result: Result): string {
  return result.id.slice(0, SHORT_ID);
}

/** The view of a result for one kind of document. */
export function reportView(result: Result, target: ReportTarget): ReportView {
  const settings = viewSettings(result, target);
  const { words } = settings;
  const sections = result.sections.map((section, index) => sectionView(section, index, settings));
  return {
    web: target === 'web',
    words,
    title: result.title,
    subtitle: result.subtitle ?? null,
    customer: result.customer ?? null,
    brand: result.brand.name,
    logo: logoUrl(result),
    report: result.report,
    period: result.period.from ? `${result.period.from} – ${result.period.to}` : words.until(result.period.to),
    asOf: result.as_of,
    id: result.id,
    shortId: shortId(result),
    contents: contentsEntries(result, sections, words),
    sections,
    omitted: result.omitted,
    method: result.method ? textParts(result.method) : null,
    inputs: result.inputs.map((input) => inputView(input, settings)),
    parameters: Object.entries(result.parameters).map(([name, value]) => ({ name, value: String(value ?? '–') })),
    software: `Decile ${result.software.decile}, DuckDB ${result.software.duckdb}`,
    glossary: result.glossary,
  };
}

function sectionView(section: ResolvedSection, index: number, settings: ViewSettings): SectionView {
  const landscape =
    settings.target === 'pdf' && section.blocks.some((block) => isTable(block) && isWide(block, settings));
  const own = landscape ? { ...settings, width: LANDSCAPE_WIDTH } : settings;
  return {
    id: `s-${section.id}`,
    number: String(index + 1),
    label: section.label,
    title: section.title,
    first: index === 0,
    landscape,
    blocks: section.blocks.map((block) => blockView(section, block, own)),
  };
}

function contentsEntries(result: Result, sections: SectionView[], words: Words): ContentsEntry[] {
  const entry = (id: string, label: string, number: string | null = null, title: string | null = null) => ({
    id,
    number,
    label,
    title: title === label ? null : title,
    page: pageSlot(id),
  });
  return [
    ...sections.map(({ id, label, number, title }) => entry(id, label, number, title)),
    ...(result.method ? [entry('a-method', words.method)] : []),
    entry('a-data', words.data),
    ...(result.glossary.length > 0 ? [entry('a-glossary', words.glossary)] : []),
    entry('a-provenance', words.provenance),
  ];
}

function inputView(input: ResultInput, settings: ViewSettings): ReportView['inputs'][number] {
  const rows = input.tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    dataset: input.dataset,
    version: input.version,
    rows: formatValue(rows, 'number', settings),
    range: input.from && input.to ? `${input.from} – ${input.to}` : '–',
    refused: formatValue(input.refused, 'number', settings),
  };
}
