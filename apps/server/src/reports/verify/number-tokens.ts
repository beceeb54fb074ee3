/**
 * Numbers in a text as the reader sees them, in order: `1,558`, `13.0`, `−52`, and the digits inside words. A sign counts
 * only where no letter or digit stands before it, so that 2026-10-31 is 2026, 10, 31.
 */
export function numberTokens(text: string): string[] {
  return text.normalize('NFKC').match(/(?:(?<![\p{L}\p{N}])[+\-\u2212])?\d+(?:[.,]\d+)*/gu) ?? [];
}

/** What is in `left` and not in `right`, each counted as often as it stands there; order of `left` kept. */
export function surplus(left: string[], right: string[]): string[] {
  const counts = new Map<string, number>();
  for (const token of right) counts.set(token, (counts.get(token) ?? 0) + 1);
  return left.filter((token) => {
    const count = counts.get(token) ?? 0;
    if (count > 0) counts.set(token, count - 1);
    return count === 0;
  });
}
