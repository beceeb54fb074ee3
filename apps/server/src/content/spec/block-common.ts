import { z } from 'zod';
import { localText, snakeName } from './common.js';

/** Keys that every block has. */
export const blockCommon = {
  id: snakeName,
  title: localText.optional(),
  note: localText.optional(),
  /** What to do when the query gives no rows. */
  empty: z.enum(['allow', 'refuse']).default('refuse'),
};

/** Which direction is good news; decides colour and arrow, never the number. */
export const good = z.enum(['up', 'down', 'neutral']).default('up');
