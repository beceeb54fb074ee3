import { expect, it } from 'vitest';
import { isMonthEnd, monthEnd, monthEnds, windowStart } from './month-ends.js';

it('counts month-ends back from as-of, which is the last one itself', () => {
  expect(monthEnds('2024-03-31', 3)).toEqual(['2024-01-31', '2024-02-29', '2024-03-31']);
  expect(monthEnds('2024-03-15', 2)).toEqual(['2024-02-29', '2024-03-15']);
  expect(monthEnds('2026-01-31', 2)).toEqual(['2025-12-31', '2026-01-31']);
});

it('knows the ends of months', () => {
  expect(monthEnd('2025-12-05', 2)).toBe('2026-02-28');
  expect(isMonthEnd('2024-02-28')).toBe(false);
  expect(isMonthEnd('2023-02-28')).toBe(true);
});

it('begins a window after the same day so many months before', () => {
  expect(windowStart('2026-10-31', 12)).toBe('2025-10-31');
  expect(windowStart('2024-02-29', 12)).toBe('2023-02-28');
  expect(windowStart('2026-03-30', 1)).toBe('2026-02-28');
  expect(windowStart('2026-03-15', 1)).toBe('2026-02-15');
});
