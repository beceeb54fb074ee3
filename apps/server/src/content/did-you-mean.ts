import { distance } from 'fastest-levenshtein';

/** The known name nearest to a misspelt one, when it is near enough to be meant; ties go to one with the same first letter, then to the first. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  // Two swapped letters count as two changes.
  const limit = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  const ranked = [...known]
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance || otherStart(a.name, word) - otherStart(b.name, word));
  return ranked[0]?.name;
}

/** Hardly anybody misspells a first letter. */
function otherStart(name: string, word: string): number {
  return name[0]?.toLowerCase() === word[0]?.toLowerCase() ? 0 : 1;
}

/** Hint for a name that does not exist: the nearest one, else the list of what there is (at most twelve). */
export function suggest(word: string, known: Iterable<string>, what: string): string {
  const names = [...known].sort();
  const near = nearest(word, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (names.length === 0) return `there are no ${what} yet`;
  const shown = names.slice(0, 12).join(', ');
  return `known ${what}: ${shown}${names.length > 12 ? ', …' : ''}`;
}
