import { z } from 'zod';
import { format, localText, snakeName, type Format } from './common.js';

/** A column of the query in the role that its key names. */
export interface ColumnSpec {
  column: string;
  title?: z.infer<typeof localText> | undefined;
  format?: Format | undefined;
  /** `<dataset>.<metric>` that the column stands for; comes from the metric, nobody writes it. */
  metric?: string;
}

export const columnKeys = { column: snakeName, title: localText.optional(), format: format.optional() };
const named = snakeName.transform((column): ColumnSpec => ({ column }));

/** `x: month`, or `x: { column: month, title: …, format: … }`. */
export const column: z.ZodType<ColumnSpec> = z.union([named, z.strictObject(columnKeys)]);
