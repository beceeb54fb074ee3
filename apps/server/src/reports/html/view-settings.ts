import { documentColors } from '../../blocks/charts/document-colors.js';
import type { FormatSettings } from '../../blocks/format-value.js';
import type { Result, ResultInput } from '../../blocks/result.js';
import { isColor, visibleOnWhite } from '../../common/color.js';
import { CONTENT_WIDTH } from './table-layout.js';
import { WORDS, type Words } from './words.js';

export type ReportTarget = 'pdf' | 'web';

/** What the parts of a document share while it is composed. */
export interface ViewSettings extends FormatSettings {
  target: ReportTarget;
  words: Words;
  /** Brand colour, dark enough to be seen on white. */
  color: string;
  colors: ReadonlyMap<string, string>;
  inputs: readonly ResultInput[];
  /** Pixels between the margins. */
  width: number;
}

const DEFAULT_COLOR = '#1f4e79';
const LOGO_TYPES = ['image/svg+xml', 'image/png'];

/** The brand colour, or the default where a result from elsewhere carries something that is no colour. */
export function brandColor(result: Result): string {
  return isColor(result.brand.color) ? result.brand.color : DEFAULT_COLOR;
}

/** The logo as a data URL, or null without one; a result from elsewhere may carry something that is no picture. */
export function logoUrl({ brand: { logo } }: Result): string | null {
  if (logo === undefined || !LOGO_TYPES.includes(logo.type) || !/^[A-Za-z0-9+/]+=*$/.test(logo.data)) return null;
  return `data:${logo.type};base64,${logo.data}`;
}

/** What every part of a document is composed with. */
export function viewSettings(result: Result, target: ReportTarget): ViewSettings {
  const color = brandColor(result);
  return {
    language: result.language,
    currency: result.currency,
    target,
    words: WORDS[result.language],
    color: visibleOnWhite(color),
    colors: documentColors({ sections: result.sections, brand: { ...result.brand, color } }),
    inputs: result.inputs,
    width: CONTENT_WIDTH,
  };
}
