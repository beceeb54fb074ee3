import { legalText } from './text-width.js';

/** Secondary text and lines. */
export const GREY = '5F6B7A';

export function solid(color: string): string {
  return `<a:solidFill><a:srgbClr val="${color}"/></a:solidFill>`;
}

/** Fill of a shape, or none. */
export function fill(color: string | null): string {
  return `<c:spPr>${color === null ? '<a:noFill/>' : solid(color)}<a:ln><a:noFill/></a:ln></c:spPr>`;
}

/** Text properties of labels and axes; size in hundredths of a point. */
export function textStyle(size: number, color = GREY, isBold = false): string {
  const bold = isBold ? ' b="1"' : '';
  return `<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}"${bold}>${solid(color)}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>`;
}

/** A text with its own look, as a chart's title or label holds it. */
export function richText(
  text: string,
  size: number,
  { color, isBold = false }: { color?: string; isBold?: boolean },
): string {
  const look = `sz="${size}" b="${isBold ? 1 : 0}"`;
  const ink = color === undefined ? '' : solid(color);
  return (
    `<c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr ${look}>${ink}</a:defRPr></a:pPr>` +
    `<a:r><a:rPr lang="en-US" ${look}>${ink}</a:rPr><a:t>${escapeXml(text)}</a:t></a:r></a:p></c:rich></c:tx>`
  );
}

/** Text for XML content and attributes. */
export function escapeXml(text: string): string {
  return legalText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
