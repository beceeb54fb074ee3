import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * An instant in milliseconds since 1970, UTC: the millisecond that it lies in, so that nothing moves into the next second or day. Undefined
 * for what is no instant.
 */
export function millisOf(value: DuckDBValue): number | undefined {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return floored(value.micros, 1000);
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1000;
  if (value instanceof DuckDBTimestampNanosecondsValue) return floored(value.nanos, 1_000_000);
  return undefined;
}

/** Rounds down, exactly; without bigints where a number holds the value, for that is several times faster. */
function floored(value: bigint, by: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    const rest = value % BigInt(by);
    return Number((value - (rest < 0n ? rest + BigInt(by) : rest)) / BigInt(by));
  }
  const rest = number % by;
  return (number - (rest < 0 ? rest + by : rest)) / by;
}
