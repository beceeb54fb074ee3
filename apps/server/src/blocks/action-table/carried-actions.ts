import type { Value } from '../../common/value.js';
import type { ActionStanding } from '../notes/action-standing.js';
import type { PreviousIssue } from '../issue-diff/previous-issue.js';
import { formatAt, isTable, type ResolvedTable } from '../result.js';
import type { Action } from './list-actions.js';

/**
 * Actions of the issue before that this one does not find any more and that somebody took on and has not ended, in the words of that issue.
 */
export function carriedActions(
  previous: PreviousIssue | null,
  block: string,
  here: readonly Action[],
  standing: (item: string) => ActionStanding | undefined,
): Action[] {
  const table = previous?.sections.flatMap(({ blocks }) => blocks).find(({ id }) => id === block);
  if (table === undefined || !isTable(table)) return [];
  const found = new Set(here.map(({ item }) => item));
  return (table.items ?? []).flatMap((item, row) =>
    !found.has(item) && standing(item)?.state === 'open' ? [actionIn(table, item, row)] : [],
  );
}

function actionIn(table: ResolvedTable, item: string, row: number): Action {
  const index = (name: string): number => table.columns.findIndex((column) => column.name === name);
  const cell = (name: string): Value => table.rows[row]?.[index(name)] ?? null;
  const number = (name: string): number | null => {
    const value = cell(name);
    return typeof value === 'number' ? value : null;
  };
  return {
    item,
    finding: String(cell('finding') ?? ''),
    action: String(cell('action') ?? ''),
    effect: number('effect'),
    low: number('low'),
    high: number('high'),
    format: index('effect') < 0 ? 'number' : formatAt(table, row, index('effect')),
  };
}
