import { expect, it } from 'vitest';
import { WallClock } from './wall-time.js';

it.each([
  ['2026-11-02T14:30:00+09:00', '2026-11-02 14:30:00'],
  ['2026-11-02T14:30:00Z', '2026-11-02 23:30:00'],
  ['2026-11-02T14:30Z', '2026-11-02 23:30:00'],
  ['2026-11-02T20:30:00.25-0500', '2026-11-03 10:30:00'],
  ['2026-11-02 15:00:00Z', '2026-11-03 00:00:00'],
  ['2026-11-02 14:30:00', '2026-11-02 14:30:00'],
  ['yesterday', 'yesterday'],
  [12, 12],
  [null, null],
])('%j is %j by a clock in Seoul', (given, wanted) => {
  expect(new WallClock('Asia/Seoul').read(given)).toBe(wanted);
});

it('goes by the summer time of its zone', () => {
  const clock = new WallClock('Europe/Berlin');
  expect(clock.read('2026-07-01T10:00:00Z')).toBe('2026-07-01 12:00:00');
  expect(clock.read('2026-12-01T10:00:00Z')).toBe('2026-12-01 11:00:00');
});
