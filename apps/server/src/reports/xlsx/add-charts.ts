import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { chartXml } from './chart-xml.js';
import { addConditionalFormats } from './conditional-formats.js';
import { escapeXml } from './drawing-xml.js';
import { drawingXml } from './drawing-anchors.js';
import type { PlannedSheet, WorkbookPlan } from './workbook-plan.js';

type Parts = Record<string, Uint8Array>;

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** Name of the workbook property that holds the result's id. */
export const RESULT_PROPERTY = 'decile-result-id';

/**
 * Finishes a workbook that was just written: adds the native charts, pictures, bars and colour scales of the plan and the property with the
 * result id, makes links between sheets internal, packs the parts so that the same content gives the same bytes. Needs the sheets of the plan in
 * the plan's order; throws Error for a package without them.
 */
export function addCharts(workbook: Uint8Array, plan: WorkbookPlan): Uint8Array {
  const parts: Parts = unzipSync(workbook);
  const before = { charts: 0, images: 0 };
  plan.sheets.forEach((sheet, index) => {
    const number = index + 1;
    cleanSheet(parts, number, sheet, plan.brandColor);
    if (sheet.charts.length + sheet.images.length === 0) return;
    addDrawing(parts, number, sheet, before);
    before.charts += sheet.charts.length;
    before.images += sheet.images.length;
  });
  addResultProperty(parts, plan.resultId);
  return zip(parts);
}

/** Same parts, same bytes: sorted, with a fixed time. */
function zip(parts: Parts): Uint8Array {
  const names = Object.keys(parts).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const entries: Zippable = {};
  for (const name of names) entries[name] = [part(parts, name), { mtime: new Date(1980, 0, 1) }];
  return zipSync(entries, { level: 6 });
}

/** Readers that stream expect the list of types first. */
function rank(name: string): number {
  return name === '[Content_Types].xml' ? 0 : 1;
}

/** ExcelJS writes a link between sheets as an external one to "#…"; here it becomes a plain internal one. */
function cleanSheet(parts: Parts, number: number, sheet: PlannedSheet, color: string): void {
  const name = `xl/worksheets/sheet${number}.xml`;
  const xml = text(parts, name).replaceAll(
    /<hyperlink ref="([^"]+)" r:id="[^"]*"([^>]*) location="#/g,
    '<hyperlink ref="$1"$2 location="',
  );
  parts[name] = strToU8(addConditionalFormats(xml, sheet, number, color));
  delete parts[`xl/worksheets/_rels/sheet${number}.xml.rels`];
}

function addDrawing(
  parts: Parts,
  number: number,
  sheet: PlannedSheet,
  before: { charts: number; images: number },
): void {
  const sheetName = `xl/worksheets/sheet${number}.xml`;
  const charts = sheet.charts.map((_, index) => `charts/chart${before.charts + index + 1}.xml`);
  const images = sheet.images.map(({ extension }, index) => `media/image${before.images + index + 1}.${extension}`);
  parts[sheetName] = strToU8(insertDrawing(text(parts, sheetName)));
  parts[`xl/worksheets/_rels/sheet${number}.xml.rels`] = relationships([
    ['drawing', `../drawings/drawing${number}.xml`],
  ]);
  parts[`xl/drawings/drawing${number}.xml`] = strToU8(drawingXml(sheet));
  parts[`xl/drawings/_rels/drawing${number}.xml.rels`] = relationships([
    ...charts.map((name): [string, string] => ['chart', `../${name}`]),
    ...images.map((name): [string, string] => ['image', `../${name}`]),
  ]);
  addType(parts, `/xl/drawings/drawing${number}.xml`, 'application/vnd.openxmlformats-officedocument.drawing+xml');
  sheet.charts.forEach((chart, index) => {
    const name = `xl/${charts[index]}`;
    parts[name] = strToU8(chartXml(chart));
    addType(parts, `/${name}`, 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml');
  });
  sheet.images.forEach(({ data, extension }, index) => {
    const name = `xl/${images[index]}`;
    parts[name] = Buffer.from(data, 'base64');
    addType(parts, `/${name}`, `image/${extension}`);
  });
}

/** The drawing follows the page's head and foot, which every sheet has. */
function insertDrawing(sheet: string): string {
  return sheet.replace('</headerFooter>', '</headerFooter><drawing r:id="rId1"/>');
}

function addResultProperty(parts: Parts, resultId: string): void {
  parts['docProps/custom.xml'] = strToU8(
    `${DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" ` +
      `xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">` +
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="${RESULT_PROPERTY}">` +
      `<vt:lpwstr>${escapeXml(resultId)}</vt:lpwstr></property></Properties>`,
  );
  addType(parts, '/docProps/custom.xml', 'application/vnd.openxmlformats-officedocument.custom-properties+xml');
  const relationship = `<Relationship Id="rIdResult" Type="${RELATIONSHIPS}/custom-properties" Target="docProps/custom.xml"/>`;
  parts['_rels/.rels'] = strToU8(
    text(parts, '_rels/.rels').replace('</Relationships>', `${relationship}</Relationships>`),
  );
}

function addType(parts: Parts, name: string, type: string): void {
  const types = text(parts, '[Content_Types].xml');
  const override = `<Override PartName="${name}" ContentType="${type}"/>`;
  parts['[Content_Types].xml'] = strToU8(types.replace('</Types>', `${override}</Types>`));
}

function relationships(targets: [type: string, target: string][]): Uint8Array {
  const rows = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONSHIPS}/${type}" Target="${target}"/>`,
  );
  return strToU8(`${DECLARATION}<Relationships xmlns="${PACKAGE_RELATIONSHIPS}">${rows.join('')}</Relationships>`);
}

function text(parts: Parts, name: string): string {
  return strFromU8(part(parts, name));
}

function part(parts: Parts, name: string): Uint8Array {
  const bytes = parts[name];
  if (bytes === undefined) throw new Error(`the workbook has no part ${name}`);
  return bytes;
}
