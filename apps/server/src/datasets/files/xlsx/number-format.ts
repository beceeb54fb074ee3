/** What a number format makes of a number. `duration` counts hours beyond 24. */
export type NumberKind = 'number' | 'date' | 'moment' | 'time' | 'duration';

/** Built-in formats that are no plain numbers; 27-36 and 50-58 are dates and times of East Asian editions. */
const BUILT_IN: ReadonlyMap<number, NumberKind> = new Map([
  ...ids([14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58], 'date'),
  ...ids([18, 19, 20, 21, 32, 33, 45, 47], 'time'),
  ...ids([22], 'moment'),
  ...ids([46], 'duration'),
]);

/** Kind of a number format by its id and, for custom ones, its code (`yyyy-mm-dd`, `#,##0"원"`, `[h]:mm`). */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return BUILT_IN.get(id) ?? 'number';
  const [positive = ''] = code.replaceAll(/"[^"]*"|\\.|[_*]./g, '').split(';');
  if (/\[(h+|m+|s+)\]/i.test(positive)) return 'duration';
  const letters = positive.replaceAll(/\[[^\]]*\]/g, '').toLowerCase();
  if (/general|[#0?]/.test(letters.replaceAll(/s\.0+/g, 's'))) return 'number';
  const hasTime = /[hs]|am\/pm|a\/p/.test(letters);
  const hasDate = /[ydb]/.test(letters) || (/m/.test(letters) && !hasTime);
  if (hasDate) return hasTime ? 'moment' : 'date';
  return hasTime ? 'time' : 'number';
}

function ids(numbers: number[], kind: NumberKind): [number, NumberKind][] {
  return numbers.map((id) => [id, kind]);
}
