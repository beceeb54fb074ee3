import { strFromU8, strToU8 } from 'fflate';
import { escapeXml } from './chart-xml.js';
import type { PlannedPicture } from './workbook-plan.js';

export const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const EMU_PER_PIXEL = 9525;
const TYPES = '[Content_Types].xml';

/** Puts a picture into a workbook's package; returns its path as a drawing names it. */
export function addPicture(parts: Record<string, Uint8Array>, { data }: PlannedPicture): string {
  parts['xl/media/logo.png'] = Uint8Array.from(Buffer.from(data, 'base64'));
  const types = strFromU8(parts[TYPES] ?? new Uint8Array());
  if (!types.includes('Extension="png"')) {
    parts[TYPES] = strToU8(types.replace(/(<Types[^>]*>)/, '$1<Default Extension="png" ContentType="image/png"/>'));
  }
  return '../media/logo.png';
}

/** The picture of a drawing, in the upper left corner of its sheet; `relation` is the number of its relationship. */
export function pictureAnchor({ width, height, label }: PlannedPicture, relation: number): string {
  const size = `cx="${width * EMU_PER_PIXEL}" cy="${height * EMU_PER_PIXEL}"`;
  return (
    `<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>` +
    `<xdr:ext ${size}/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="${relation + 1}" name="Logo" descr="${escapeXml(label)}"/>` +
    `<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill>` +
    `<a:blip xmlns:r="${RELATIONSHIPS}" r:embed="rId${relation}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>` +
    `<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>` +
    `</xdr:pic><xdr:clientData/></xdr:oneCellAnchor>`
  );
}
