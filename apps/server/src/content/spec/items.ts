import type { z } from 'zod';

interface Listed {
  items?: readonly unknown[] | undefined;
  sql?: string | undefined;
  format?: unknown;
}

/** Rows come from a list in the file or from a query, never from both. */
export function listedOnce({ items, sql, format }: Listed, context: z.core.$RefinementCtx): void {
  const misplaced = (key: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [key], message, params: { misplaced: true } });
  if (items === undefined && sql === undefined)
    context.addIssue({ code: 'custom', path: ['items'], message: 'a list, or write sql: with one row for each' });
  if (items !== undefined && sql !== undefined) misplaced('sql', 'keep items or sql, not both');
  if (items !== undefined && format !== undefined) misplaced('format', 'each of the items says its own');
}
