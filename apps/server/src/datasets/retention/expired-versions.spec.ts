import { describe, expect, it } from 'vitest';
import { expiredVersions } from './expired-versions.js';

const now = new Date('2026-11-30T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const versions = [1, 5, 20, 40, 60, 80].map((days) => ({ id: `v${days}`, created_at: daysAgo(days) }));
const expired = (keep: { versions: number; days: number }, held: string[] = [], current = 'v1') =>
  expiredVersions(versions, current, new Set(held), keep, now).expired;

describe('versions that may go', () => {
  it('are neither among the latest ones nor young', () => {
    expect(expired({ versions: 5, days: 30 })).toEqual(['v80']);
    expect(expired({ versions: 1, days: 30 })).toEqual(['v40', 'v60', 'v80']);
    expect(expired({ versions: 1, days: 0 })).toEqual(['v5', 'v20', 'v40', 'v60', 'v80']);
    expect(expired({ versions: 1, days: 365 })).toEqual([]);
  });

  it('are never the current one, nor one that is held', () => {
    expect(expired({ versions: 1, days: 0 }, ['v20'], 'v60')).toEqual(['v5', 'v40', 'v80']);
  });

  it('were given way an hour ago at least, so that no query is still at them', () => {
    const fresh = [{ id: 'new', created_at: new Date(now.getTime() - 60_000) }, ...versions];
    expect(expiredVersions(fresh, 'new', new Set(), { versions: 1, days: 0 }, now)).toEqual({
      expired: ['v5', 'v20', 'v40', 'v60', 'v80'],
      waiting: 1,
    });
    expect(expiredVersions(fresh, 'new', new Set(['v1']), { versions: 1, days: 0 }, now).waiting).toBe(0);
    expect(expiredVersions(fresh, 'new', new Set(), { versions: 2, days: 0 }, now).waiting).toBe(0);
  });

  it('are none where there are none', () => {
    expect(expiredVersions([], undefined, new Set(), { versions: 1, days: 0 }, now)).toEqual({
      expired: [],
      waiting: 0,
    });
  });
});
