import { z } from 'zod';
import { common as blockCommon } from './block-common.js';
import { column } from './chart-column.js';
import { localText, snakeName } from './common.js';

const common = {
  ...blockCommon,
  kind: z.literal('chart'),
  /** One SELECT over datasets; must end in an ORDER BY that leaves no ties. */
  sql: z.string(),
};

export const scatter = z
  .strictObject({
    ...common,
    chart: z.literal('scatter'),
    x: column,
    y: column,
    /** Area of the circle. */
    size: column.optional(),
    /** Text beside the point, or null. */
    label: column.optional(),
    /** Colour and shape. */
    group: column.optional(),
    /** Colour from 0 (low) to 1 (high); null has no order. */
    color: column.optional(),
    /** Column that gives each of its values a panel of its own, on the same axes. */
    split: column.optional(),
    /** What more than 2,000 points become: a sample of them, or circles that count them. */
    large: z.enum(['thin', 'bin']).default('thin'),
  })
  .check(({ value, issues }) => {
    const refuse = (key: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [key], message });
    if (value.color && (value.group ?? value.split))
      refuse('color', 'a scale of colours stands alone: remove group and split, or color');
    if (value.large === 'thin' || !(value.size ?? value.label ?? value.group ?? value.color)) return;
    refuse(
      'large',
      'a circle that counts points has no size, label, group or color: remove these, or use `large: thin`',
    );
  });

const referenceAt = z.union([z.literal('diagonal'), z.number()]);

export const curve = z
  .strictObject({
    ...common,
    chart: z.literal('curve'),
    /** Numbers, in ascending order. */
    x: column,
    y: z.array(column).min(1).max(6),
    /** Interval of the first y. */
    low: column.optional(),
    high: column.optional(),
    /** A thin line to read against: where y equals x, or at a value of y. */
    reference: z.union([referenceAt, z.strictObject({ at: referenceAt, title: localText })]).optional(),
    /** Thin grey lines behind, one a value of `group`; with `split` the query gives that column, too. */
    curves: z.strictObject({ sql: z.string(), group: snakeName, x: snakeName, y: snakeName }).optional(),
    /** Column with a short text at a point of the first y, or null. */
    mark: column.optional(),
    /** Column that gives each of its values a panel of its own, with its own range of x. */
    split: column.optional(),
  })
  .check(({ value, issues }) => {
    if ((value.low === undefined) === (value.high === undefined)) return;
    const lacking = value.low === undefined ? 'low' : 'high';
    issues.push({ code: 'custom', input: value, path: [lacking], message: 'an interval has both low and high' });
  });

export const swarm = z.strictObject({
  ...common,
  chart: z.literal('swarm'),
  /** What each case adds: a number on either side of zero. */
  x: column,
  /** Row of the chart, in the order of the query. */
  y: column,
  /** From 0 (low) to 1 (high); null has no order. */
  color: column.optional(),
});

export type CurveSpec = z.infer<typeof curve>;
export type ScatterSpec = z.infer<typeof scatter>;
