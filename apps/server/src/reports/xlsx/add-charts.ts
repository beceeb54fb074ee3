import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { chartXml, escapeXml } from './chart-xml.js';
import { addDataBars } from './data-bars.js';
import { addPicture, pictureAnchor, RELATIONSHIPS } from './picture-part.js';
import { ROW_HEIGHT, type PlannedChart, type PlannedSheet, type WorkbookPlan } from './workbook-plan.js';

type Parts = Record<string, Uint8Array>;

const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const EMU_PER_POINT = 12_700;
/** A column's character unit is 7 pixels of 96 dpi wide. */
const EMU_PER_CHARACTER = 7 * 9525;
const WIDEST_CHART = 17 * 360_000;
/** Name of the workbook property that holds the result's id. */
export const RESULT_PROPERTY = 'decile-result-id';

/**
 * Finishes a workbook that was just written: adds the native charts and data bars of the plan and the property with the
 * result id, makes links between sheets internal, packs the parts so that the same content gives the same bytes. Needs the sheets of the plan in
 * the plan's order; throws Error for a package without them.
 */
export function addCharts(workbook: Uint8Array, plan: WorkbookPlan): Uint8Array {
  const parts: Parts = unzipSync(workbook);
  let charts = 0;
  plan.sheets.forEach((sheet, index) => {
    const number = index + 1;
    cleanSheet(parts, number, sheet, plan.brandColor);
    if (sheet.charts.length === 0 && sheet.picture === undefined) return;
    addDrawing(parts, number, sheet, charts);
    charts += sheet.charts.length;
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
  parts[name] = strToU8(addDataBars(xml, sheet, number, color));
  delete parts[`xl/worksheets/_rels/sheet${number}.xml.rels`];
}

function addDrawing(parts: Parts, number: number, sheet: PlannedSheet, before: number): void {
  const sheetName = `xl/worksheets/sheet${number}.xml`;
  parts[sheetName] = strToU8(insertDrawing(text(parts, sheetName)));
  parts[`xl/worksheets/_rels/sheet${number}.xml.rels`] = relationships([
    ['drawing', `../drawings/drawing${number}.xml`],
  ]);
  parts[`xl/drawings/drawing${number}.xml`] = strToU8(drawingXml(sheet));
  const charts = sheet.charts.map((_, index): [string, string] => [
    'chart',
    `../charts/chart${before + index + 1}.xml`,
  ]);
  const picture = sheet.picture && addPicture(parts, sheet.picture);
  parts[`xl/drawings/_rels/drawing${number}.xml.rels`] = relationships(
    picture === undefined ? charts : [...charts, ['image', picture]],
  );
  addType(parts, `/xl/drawings/drawing${number}.xml`, 'application/vnd.openxmlformats-officedocument.drawing+xml');
  sheet.charts.forEach((chart, index) => {
    const name = `xl/charts/chart${before + index + 1}.xml`;
    parts[name] = strToU8(chartXml(chart));
    addType(parts, `/${name}`, 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml');
  });
}

/** The drawing follows the page's head and foot, which every sheet has. */
function insertDrawing(sheet: string): string {
  return sheet.replace('</headerFooter>', '</headerFooter><drawing r:id="rId1"/>');
}

function drawingXml(sheet: PlannedSheet): string {
  const width = sheet.widths.reduce((sum, characters) => sum + characters, 0) * EMU_PER_CHARACTER;
  const anchors = sheet.charts.map((chart, index) => anchor(chart, index, Math.round(Math.min(width, WIDEST_CHART))));
  const picture = sheet.picture ? pictureAnchor(sheet.picture, sheet.charts.length + 1) : '';
  return (
    `${DECLARATION}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" ` +
    `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">${anchors.join('')}${picture}</xdr:wsDr>`
  );
}

function anchor(chart: PlannedChart, index: number, width: number): string {
  const height = chart.anchorRows * ROW_HEIGHT * EMU_PER_POINT;
  const id = index + 1;
  return (
    `<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${chart.anchorRow - 1}</xdr:row>` +
    `<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="${width}" cy="${height}"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>` +
    `<xdr:cNvPr id="${id + 1}" name="Chart ${id}" descr="${escapeXml(chart.title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
    `<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>` +
    `<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">` +
    `<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="${RELATIONSHIPS}" r:id="rId${id}"/>` +
    `</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>`
  );
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
