import { z } from 'zod';
import { localText } from './common.js';

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'use a colour like #1f4e79');

/** Looks of a document; a report says what is other than in the project, a job what is other than in the report. */
export const brandOverride = z.strictObject({
  name: localText.optional(),
  /** Rules, numbers of exhibits, first series of charts. */
  color: color.optional(),
  /** Bar on the cover and over KPI tiles; the colour when left out. */
  accent: color.optional(),
  /** Good and bad news. */
  good: color.optional(),
  bad: color.optional(),
  /** SVG or PNG of the project folder. */
  logo: z
    .string()
    .regex(/^(?!\/)(?!.*\.\.)[^\\]+\.(svg|png)$/i, 'use the path of an .svg or .png inside the project folder')
    .optional(),
});

/** The project's own looks. */
export const brand = brandOverride.extend({ name: localText, color: color.default('#1f4e79') });

export type BrandSpec = z.infer<typeof brandOverride>;
