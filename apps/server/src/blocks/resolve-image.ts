import { AppError } from '../common/errors.js';
import type { LocalText } from '../common/local-text.js';
import type { ImageSpec } from '../content/spec/block.js';
import type { BlockContext } from './block-context.js';
import type { ResolvedImage } from './result.js';

/** Puts a picture of the template folder into the result. Throws AppError `block.no-image`. */
export function resolveImage(
  spec: ImageSpec,
  { images }: BlockContext,
  write: (text: LocalText) => string,
): Partial<ResolvedImage> {
  const image = images?.get(spec.file);
  if (!image) {
    throw new AppError('block.no-image', `block "${spec.id}" has no picture "${spec.file}"`, {
      hint: 'put the file into the folder of the report template; dashboards have no pictures',
    });
  }
  const { media, data, width, height } = image;
  return { kind: 'image', media, data, alt: write(spec.alt), width: spec.width, pixels: { width, height } };
}
