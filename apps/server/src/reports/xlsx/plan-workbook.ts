import { documentColors } from '../../blocks/charts/document-colors.js';
import type { ResolvedSection, Result } from '../../blocks/result.js';
import { WORDS } from '../html/words.js';
import { readableOnWhite } from '../../common/color.js';
import { planBlocks } from './plan-section.js';
import { planNotes } from './plan-notes.js';
import { SheetDraft } from './sheet-draft.js';
import { sheetNames } from './sheet-names.js';
import type { PlannedValue, WorkbookPlan } from './workbook-plan.js';
import { word } from './words.js';

const COVER = 'cover';
/** Pixels that a logo may take, and the rows that give it room. */
const LOGO_HEIGHT = 56;
const LOGO_WIDTH = 240;
const LOGO_ROWS = 3;
/** A table head further down than this would freeze away most of a small screen. */
const LOWEST_FROZEN_HEAD = 8;

/**
 * Lays a result out as a workbook: cover with the summary section, one sheet per further section, data notes. Pure: the
 * same result gives the same plan. Throws AppError `xlsx.failed-block`, `xlsx.text-too-long`.
 */
export function planWorkbook(result: Result): WorkbookPlan {
  const { language } = result;
  const [summary, ...sections] = result.sections;
  const labels = [summary?.label ?? result.title, ...sections.map((section) => section.label), word('notes', language)];
  const names = sheetNames(labels);
  const notes = planNotes(names.at(-1) ?? '', result);
  const drafts = [
    planCover(names, summary, sections, result),
    ...sections.map((section, index) => planSection(names[index + 1] ?? '', names[0] ?? '', section, result)),
    notes,
  ];
  return {
    title: result.title,
    subject: [result.subtitle, result.customer].filter(Boolean).join(' · '),
    author: result.brand.name,
    resultId: result.id,
    asOf: result.as_of,
    brandColor: result.brand.color,
    textColor: readableOnWhite(result.brand.color),
    font: language === 'ko' ? '맑은 고딕' : 'Calibri',
    footer: `${result.title} · ${result.as_of} · ${result.id.slice(0, 12)}`,
    sheets: drafts.map((draft) => draft.finish()),
  };
}

function planCover(
  names: string[],
  summary: ResolvedSection | undefined,
  sections: ResolvedSection[],
  result: Result,
): SheetDraft {
  const sheet = new SheetDraft(names[0] ?? '');
  planLogo(sheet, result);
  sheet.addWideRow([{ column: 1, value: result.title, role: 'title', block: COVER, align: 'left' }]);
  if (result.subtitle !== undefined) {
    sheet.addWideRow([{ column: 1, value: result.subtitle, role: 'subtitle', block: COVER, align: 'left' }]);
  }
  planFacts(sheet, result);
  sheet.skip();
  if (summary !== undefined) {
    planFinding(sheet, summary);
    planBlocks(sheet, summary, result, documentColors(result));
  }
  planContents(sheet, names, sections, result);
  return sheet;
}

/** A workbook shows a PNG; an SVG logo is left to PDF and page. */
function planLogo(sheet: SheetDraft, { brand: { logo, name } }: Result): void {
  if (logo?.type !== 'image/png') return;
  const scale = Math.min(LOGO_HEIGHT / logo.height, LOGO_WIDTH / logo.width);
  const [width, height] = [Math.round(logo.width * scale), Math.round(logo.height * scale)];
  sheet.images.push({ block: COVER, extension: 'png', data: logo.data, alt: name, row: 1, width, height });
  sheet.skip(LOGO_ROWS);
}

function planFacts(sheet: SheetDraft, result: Result): void {
  const { language } = result;
  const { from, to } = result.period;
  const period = from ? `${from} – ${to}` : WORDS[language].until(to);
  const facts: [string, PlannedValue][] = [
    ...(result.customer === undefined ? [] : [[word('customer', language), result.customer] as [string, string]]),
    [word('period', language), period],
    [word('as_of', language), { date: result.as_of }],
    [word('issuer', language), result.brand.name],
    [word('result', language), result.id],
  ];
  for (const [label, value] of facts) {
    sheet.fit(1, label);
    sheet.addWideRow([
      { column: 1, value: label, role: 'label', block: COVER, align: 'left' },
      {
        column: 2,
        value,
        role: 'text',
        block: COVER,
        align: 'left',
        ...(typeof value === 'object' ? { numberFormat: 'yyyy-mm-dd' } : {}),
      },
    ]);
  }
}

function planContents(sheet: SheetDraft, names: string[], sections: ResolvedSection[], result: Result): void {
  const { language } = result;
  sheet.addWideRow([{ column: 1, value: word('contents', language), role: 'caption', block: COVER, align: 'left' }]);
  const entries = [...sections.map((section) => section.title), ''];
  entries.forEach((title, index) => {
    const link = names[index + 1] ?? '';
    sheet.fit(1, link);
    sheet.addWideRow([
      { column: 1, value: { link, text: link }, role: 'link', block: COVER, align: 'left' },
      { column: 2, value: title === '' ? null : title, role: 'text', block: COVER, align: 'left' },
    ]);
  });
}

function planSection(name: string, cover: string, section: ResolvedSection, result: Result): SheetDraft {
  const sheet = new SheetDraft(name);
  planFinding(sheet, section);
  sheet.addRow([
    {
      column: 1,
      value: { link: cover, text: word('back', result.language) },
      role: 'link',
      block: section.id,
      align: 'left',
    },
  ]);
  sheet.frozenRows = sheet.row - 1;
  sheet.skip();
  const tables = planBlocks(sheet, section, result, documentColors(result));
  const [table] = tables;
  if (tables.length === 1 && table !== undefined) {
    sheet.printHeadRow = table.headRow;
    if (table.headRow <= LOWEST_FROZEN_HEAD) sheet.frozenRows = table.headRow;
  }
  return sheet;
}

function planFinding(sheet: SheetDraft, section: ResolvedSection): void {
  sheet.addWideRow([{ column: 1, value: section.title, role: 'finding', block: section.id, align: 'left' }]);
}
