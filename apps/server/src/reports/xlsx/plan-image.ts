import type { ResolvedImage } from '../../blocks/result.js';
import type { SheetDraft } from './sheet-draft.js';
import { ROW_HEIGHT } from './workbook-plan.js';

/** Pixels: the widest picture, and a row. */
const WIDEST = 640;
const ROW_PIXELS = (ROW_HEIGHT * 96) / 72;

/** Room for a picture and its alternative text; workbooks hold no SVG by itself, so of one only the text is there. */
export function planImage(sheet: SheetDraft, key: string, image: ResolvedImage): void {
  const { media, data, alt, pixels } = image;
  if (media !== 'image/svg+xml') {
    const width = WIDEST * image.width;
    const height = (width / pixels.width) * pixels.height;
    sheet.images.push({
      block: key,
      extension: media === 'image/png' ? 'png' : 'jpeg',
      data,
      alt,
      row: sheet.row,
      width,
      height,
    });
    sheet.skip(Math.ceil(height / ROW_PIXELS) + 1);
  }
  sheet.addWideRow([{ column: 1, value: alt, role: 'note', block: key, align: 'left' }]);
}
