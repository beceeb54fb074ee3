import { z } from 'zod';
import { localText, snakeName } from './common.js';

/** `figures.best.share` is written `best.share`. */
export const figureRef = z.string().regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'use <figure>.<column>');

/** What to do when the query gives no rows. */
const empty = z.enum(['allow', 'refuse']).default('refuse');

/** Which direction is good news; decides colour and arrow, never the number. */
export const good = z.enum(['up', 'down', 'neutral']).default('up');

/** Keys of every block. */
export const common = {
  id: snakeName,
  title: localText.optional(),
  note: localText.optional(),
  empty,
  /** Figure that is true or false; the block is there only where it is true. */
  when: figureRef.optional(),
};
