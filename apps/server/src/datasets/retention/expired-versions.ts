import type { Keep } from '../../content/spec/dataset-source.js';

const HOUR_MS = 3_600_000;

interface Aged {
  id: string;
  created_at: Date;
}

export interface Expiry {
  /** Ids of the versions that may go now. */
  expired: string[];
  /** How many may go as soon as no query can be at them any more. */
  waiting: number;
}

/**
 * The versions of one dataset that may go: not among the latest `keep.versions`, not younger than `keep.days`, not current, not held,
 * and not read any more: a query that began before the next version came has had an hour.
 */
export function expiredVersions(
  versions: readonly Aged[],
  currentId: string | undefined,
  held: ReadonlySet<string>,
  keep: Keep,
  now: Date,
): Expiry {
  const latest = versions.toSorted((a, b) => b.created_at.getTime() - a.created_at.getTime() || (a.id < b.id ? -1 : 1));
  const age = (version: Aged | undefined) => (version ? now.getTime() - version.created_at.getTime() : 0);
  const unneeded = latest.flatMap((version, i) => {
    const isKept = i < keep.versions || age(version) <= keep.days * 24 * HOUR_MS;
    if (isKept || version.id === currentId || held.has(version.id)) return [];
    return [{ id: version.id, isRead: age(latest[i - 1]) <= HOUR_MS }];
  });
  const expired = unneeded.filter(({ isRead }) => !isRead).map(({ id }) => id);
  return { expired, waiting: unneeded.length - expired.length };
}
