import type { Unchecked } from './project.js';

/** Something that reads datasets. */
interface Reader {
  file: string;
  inputs: readonly string[];
}

/**
 * What could not be checked for columns, by the dataset whose mistakes stand before that: one entry for each such dataset that somebody
 * reads, over any number of steps. `knows` says whether the columns of a dataset are known, mistakes or not.
 */
export function findUnchecked(
  wrong: ReadonlySet<string>,
  datasets: ReadonlyMap<string, Reader>,
  others: readonly Reader[],
  knows: (dataset: string) => boolean,
): Unchecked[] {
  const causes = new Map<string, ReadonlySet<string>>();
  const causesOf = (name: string): ReadonlySet<string> => {
    const known = causes.get(name);
    if (known) return known;
    // Set before its inputs are asked, for they may read it in a circle.
    causes.set(name, new Set());
    const inputs = datasets.get(name)?.inputs ?? [];
    const own = knows(name) ? [] : wrong.has(name) ? [name] : inputs.flatMap((input) => [...causesOf(input)]);
    causes.set(name, new Set(own));
    return causes.get(name)!;
  };
  const readersOf = new Map<string, Set<string>>();
  // What has mistakes of its own is named as a cause, not as one that waits.
  const waiting = [...datasets].flatMap(([name, reader]) => (wrong.has(name) && !knows(name) ? [] : [reader]));
  for (const { file, inputs } of [...waiting, ...others])
    for (const cause of inputs.flatMap((input) => [...causesOf(input)]))
      readersOf.set(cause, (readersOf.get(cause) ?? new Set()).add(file));
  return [...readersOf]
    .map(([dataset, files]) => ({ dataset, files: [...files].sort() }))
    .sort((a, b) => (a.dataset < b.dataset ? -1 : 1));
}
