import type { Keep } from '../../content/spec/dataset-source.js';

const HOUR_MS = 3_600_000;

interface Aged {
  id: string;
  created_at: Date;
}

/**
 * Ids of the versions of one dataset that may go: not among the latest `keep.versions`, not younger than `keep.days`, not current, not held,
 * and not read any more: a query that began before the next version came has had an hour.
 */
export function expiredVersions(
  versions: readonly Aged[],
  currentId: string | undefined,
  held: ReadonlySet<string>,
  keep: Keep,
  now: Date,
): string[] {
  const latest = versions.toSorted((a, b) => b.created_at.getTime() - a.created_at.getTime() || (a.id < b.id ? -1 : 1));
  const age = (version: Aged | undefined) => (version ? now.getTime() - version.created_at.getTime() : 0);
  return latest
    .filter(
      (version, i) => i >= keep.versions && age(version) > keep.days * 24 * HOUR_MS && age(latest[i - 1]) > HOUR_MS,
    )
    .map(({ id }) => id)
    .filter((id) => id !== currentId && !held.has(id));
}
