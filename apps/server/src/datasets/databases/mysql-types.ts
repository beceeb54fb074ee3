import type { SourceColumn } from './source-database.js';

/** What the protocol tells of a column. */
export interface MysqlField {
  name: string;
  columnType?: number;
  type?: number;
  /** 63 for bytes. */
  characterSet?: number;
  /** Longest text of a value. */
  columnLength?: number;
  decimals?: number;
  flags?: number | string[];
}

const UNSIGNED = 32;
const BYTES = 63;
/** Signed and unsigned type by the protocol's number. */
const INTEGERS: Record<number, [native: string, signed: string, unsigned: string]> = {
  1: ['tinyint', 'TINYINT', 'SMALLINT'],
  2: ['smallint', 'SMALLINT', 'INTEGER'],
  3: ['int', 'INTEGER', 'BIGINT'],
  8: ['bigint', 'BIGINT', 'UBIGINT'],
  9: ['mediumint', 'INTEGER', 'INTEGER'],
};
const TYPES: Record<number, [native: string, type: string]> = {
  4: ['float', 'FLOAT'],
  5: ['double', 'DOUBLE'],
  7: ['timestamp', 'TIMESTAMP'],
  10: ['date', 'DATE'],
  11: ['time', 'TIME'],
  12: ['datetime', 'TIMESTAMP'],
  13: ['year', 'SMALLINT'],
  14: ['date', 'DATE'],
  245: ['json', 'VARCHAR'],
};
const DECIMALS = new Set([0, 246]);
const TEXTS = new Set([15, 247, 248, 249, 250, 251, 252, 253, 254]);

/** Type of a column by its definition in the protocol. Bytes, bits and geometries have none. */
export function mysqlColumn(field: MysqlField): SourceColumn {
  const { name } = field;
  const number = field.columnType ?? field.type ?? -1;
  const isUnsigned = typeof field.flags === 'number' && (field.flags & UNSIGNED) !== 0;
  const integer = INTEGERS[number];
  if (integer) {
    const [native, signed, unsigned] = integer;
    return { name, native: isUnsigned ? `${native} unsigned` : native, type: isUnsigned ? unsigned : signed };
  }
  if (DECIMALS.has(number)) return decimalColumn(field, isUnsigned);
  const known = TYPES[number];
  if (known) return { name, native: known[0], type: known[1] };
  if (TEXTS.has(number) && field.characterSet !== BYTES) return { name, native: 'text', type: 'VARCHAR' };
  const native = number === 16 ? 'bit' : TEXTS.has(number) ? 'bytes' : `type ${number}`;
  const hint =
    number === 16
      ? 'Select CAST(… AS UNSIGNED) in `query`.'
      : 'Leave it out with `columns`, or select hex(…) in `query`.';
  return { name, native, type: undefined, hint };
}

function decimalColumn({ name, columnLength = 0, decimals = 0 }: MysqlField, isUnsigned: boolean): SourceColumn {
  const precision = columnLength - (decimals > 0 ? 1 : 0) - (isUnsigned ? 0 : 1);
  const native = `decimal(${precision},${decimals})`;
  if (precision <= 38) return { name, native, type: `DECIMAL(${precision},${decimals})` };
  return {
    name,
    native,
    type: undefined,
    hint: `Declare its type: columns: [{ name: ${name}, type: 'DECIMAL(38,4)' }, …].`,
  };
}
