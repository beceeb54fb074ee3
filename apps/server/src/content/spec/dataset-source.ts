import { z } from 'zod';
import { snakeName } from './common.js';

/** `3 days`, `12 hours`, `30 minutes`; the number and the unit. */
export const LOOKBACK = /^(\d{1,6}) (minute|hour|day)s?$/;

/** Rows of a table or a SELECT in PostgreSQL, MariaDB or MySQL. */
export const databaseSource = z.strictObject({
  /** `postgres://user@host/database` or `mysql://…`; what is secret stands as `${env:NAME}`, in part or as the whole. */
  url: z.string().min(1),
  /** `orders` or `sales.orders`. */
  table: z
    .string()
    .regex(/^[^.]+(\.[^.]+)?$/, 'use <table> or <schema>.<table>')
    .optional(),
  /** One SELECT in the database's own SQL. */
  query: z.string().min(1).optional(),
  /** Read only what is new; without it each refresh reads everything. */
  incremental: z
    .strictObject({
      /** Column that grows with each new or changed row. */
      column: snakeName,
      /** How far behind the highest value rows may still appear or change; a number for columns of numbers. */
      lookback: z.union([z.string().regex(LOOKBACK, 'use a time like 3 days'), z.number().int().min(0)]).default(0),
    })
    .optional(),
});

/** Rows that others push over HTTP. */
export const rowsSource = z.strictObject({
  /** Column by which the latest row of a key is chosen; by arrival when left out. */
  latest_by: snakeName.optional(),
});

/** Which versions are kept besides the current one and those that an issue used: the latest ones, and all that are young. */
export const keep = z.strictObject({
  versions: z.number().int().min(1).max(1000).default(5),
  days: z.number().int().min(0).max(3650).default(30),
});

export type DatabaseSource = z.infer<typeof databaseSource>;
export type RowsSource = z.infer<typeof rowsSource>;
export type Keep = z.infer<typeof keep>;
