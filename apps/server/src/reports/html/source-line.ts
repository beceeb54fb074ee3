import type { ViewSettings } from './view-settings.js';

/** "Source: orders (version 1a2b3c4d)": the datasets that a block read, each with the first digits of its version. */
export function sourceLine(reads: readonly string[], { inputs, words }: ViewSettings): string | null {
  if (reads.length === 0) return null;
  const names = reads.map((table) => {
    const dataset = table.split('.')[0];
    const version = inputs.find((input) => input.dataset === dataset)?.version;
    return version ? `${table} (${words.version} ${version.slice(0, 8)})` : table;
  });
  return `${words.source}: ${names.join(', ')}`;
}
