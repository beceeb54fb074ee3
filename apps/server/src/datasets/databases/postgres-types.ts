import type { SourceColumn } from './source-database.js';

/** pg_type oids of types whose text DuckDB reads as it is. */
const TYPES: Record<number, [native: string, type: string]> = {
  16: ['boolean', 'BOOLEAN'],
  20: ['bigint', 'BIGINT'],
  21: ['smallint', 'SMALLINT'],
  23: ['integer', 'INTEGER'],
  26: ['oid', 'BIGINT'],
  700: ['real', 'FLOAT'],
  701: ['double precision', 'DOUBLE'],
  1082: ['date', 'DATE'],
  1083: ['time', 'TIME'],
  1114: ['timestamp', 'TIMESTAMP'],
  1184: ['timestamptz', 'TIMESTAMP'],
  2950: ['uuid', 'UUID'],
};
const NUMERIC = 1700;
const REFUSED: Record<number, [native: string, hint: string]> = {
  17: ['bytea', "Leave it out with `columns`, or select encode(…, 'hex') in `query`."],
  790: ['money', 'Its text depends on settings of the server; cast it to numeric in `query`.'],
};

/**
 * Type of a column by its oid and modifier, as in the row description of the wire protocol. Arrays, enums, json, intervals and all that
 * DuckDB has no equal of come as their text; a numeric without precision has no type until one is declared.
 */
export function postgresColumn(name: string, oid: number, modifier: number): SourceColumn {
  const refused = REFUSED[oid];
  if (refused) return { name, native: refused[0], type: undefined, hint: refused[1] };
  if (oid === NUMERIC) return numericColumn(name, modifier);
  const [native, type] = TYPES[oid] ?? [`type ${oid}`, 'VARCHAR'];
  return { name, native, type };
}

function numericColumn(name: string, modifier: number): SourceColumn {
  const precision = ((modifier - 4) >> 16) & 0xffff;
  // The scale is a signed number of eleven bits since PostgreSQL 15.
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  if (modifier >= 4 && precision <= 38 && scale >= 0 && scale <= precision) {
    return { name, native: `numeric(${precision},${scale})`, type: `DECIMAL(${precision},${scale})` };
  }
  const hint = `Declare its type: columns: [{ name: ${name}, type: 'DECIMAL(18,2)' }, …], or cast it in \`query\`.`;
  return { name, native: 'numeric', type: undefined, hint };
}
