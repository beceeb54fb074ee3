import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { millisOf } from './instant.js';

it.each([
  [new DuckDBTimestampValue(1_999_999n), 1999],
  [new DuckDBTimestampValue(-1n), -1],
  [new DuckDBTimestampValue(-2000n), -2],
  [new DuckDBTimestampValue(2n ** 52n + 999n), 4_503_599_627_371],
  [new DuckDBTimestampValue(9_223_372_036_854_000_999n), 9_223_372_036_854_000],
  [new DuckDBTimestampValue(-9_223_372_036_854_000_999n), Number(-9_223_372_036_854_001n)],
  [new DuckDBTimestampNanosecondsValue(1_600_000_000_999_999_999n), 1_600_000_000_999],
  [new DuckDBTimestampMillisecondsValue(-7n), -7],
  [new DuckDBTimestampSecondsValue(3n), 3000],
  ['text', undefined],
])('an instant is the millisecond that it lies in: %s', (value, millis) => {
  expect(millisOf(value)).toBe(millis);
});
