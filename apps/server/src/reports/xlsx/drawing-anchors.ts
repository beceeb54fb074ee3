import { escapeXml } from './drawing-xml.js';
import { ROW_HEIGHT, type PlannedChart, type PlannedImage, type PlannedSheet } from './workbook-plan.js';

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CHART = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const EMU_PER_POINT = 12_700;
const EMU_PER_PIXEL = 9525;
/** A column's character unit is 7 pixels of 96 dpi wide. */
const EMU_PER_CHARACTER = 7 * EMU_PER_PIXEL;
const WIDEST_CHART = 17 * 360_000;

/** The drawing of a sheet: its charts, then its pictures, each at its row; relations are counted in that order from rId1. */
export function drawingXml(sheet: PlannedSheet): string {
  const full = sheet.widths.reduce((sum, characters) => sum + characters, 0) * EMU_PER_CHARACTER;
  const width = Math.min(full, WIDEST_CHART);
  const charts = sheet.charts.map((chart, index) => chartAnchor(chart, sheet, index + 1, width));
  const images = sheet.images.map((image, index) => imageAnchor(image, charts.length + index + 1));
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n` +
    `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" ` +
    `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">${charts.join('')}${images.join('')}</xdr:wsDr>`
  );
}

function chartAnchor({ anchor, title }: PlannedChart, sheet: PlannedSheet, id: number, width: number): string {
  const from = corner(sheet, anchor.left * width, anchor.row);
  const size = extent(anchor.width * width, anchor.rows * ROW_HEIGHT * EMU_PER_POINT);
  return (
    `<xdr:oneCellAnchor>${from}${size}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>` +
    `<xdr:cNvPr id="${id + 1}" name="Chart ${id}" descr="${escapeXml(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
    `<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="${CHART}">` +
    `<c:chart xmlns:c="${CHART}" xmlns:r="${RELATIONSHIPS}" r:id="rId${id}"/>` +
    `</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>`
  );
}

function imageAnchor({ alt, row, width, height }: PlannedImage, id: number): string {
  const [cx, cy] = [Math.round(width * EMU_PER_PIXEL), Math.round(height * EMU_PER_PIXEL)];
  return (
    `<xdr:oneCellAnchor>${place(0, 0, row)}${extent(cx, cy)}<xdr:pic><xdr:nvPicPr>` +
    `<xdr:cNvPr id="${id + 1}" name="Picture ${id}" descr="${escapeXml(alt)}"/><xdr:cNvPicPr/></xdr:nvPicPr>` +
    `<xdr:blipFill><a:blip xmlns:r="${RELATIONSHIPS}" r:embed="rId${id}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>` +
    `<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm>` +
    `<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>`
  );
}

/** The cell, and the place in it, at a distance from the left edge: an offset must not leave its column. */
function corner({ widths }: PlannedSheet, left: number, row: number): string {
  let rest = left;
  let column = 0;
  while (column < widths.length - 1 && rest >= (widths[column] ?? 0) * EMU_PER_CHARACTER) {
    rest -= (widths[column] ?? 0) * EMU_PER_CHARACTER;
    column += 1;
  }
  return place(column, Math.round(rest), row);
}

function place(column: number, offset: number, row: number): string {
  return (
    `<xdr:from><xdr:col>${column}</xdr:col><xdr:colOff>${offset}</xdr:colOff>` +
    `<xdr:row>${row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>`
  );
}

function extent(width: number, height: number): string {
  return `<xdr:ext cx="${Math.round(width)}" cy="${Math.round(height)}"/>`;
}
