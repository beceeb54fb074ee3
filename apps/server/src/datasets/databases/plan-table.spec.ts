import { describe, expect, it } from 'vitest';
import { dataset } from '../../content/spec/dataset.js';
import { mysqlColumn } from './mysql-types.js';
import { planTable } from './plan-table.js';
import { postgresColumn } from './postgres-types.js';

const item = (columns?: { name: string; type?: string; from?: string }[]) => ({
  name: 'orders',
  file: 'datasets/orders.yaml',
  spec: dataset.parse({ title: 't', database: { url: 'postgres://h/d', table: 'orders' }, columns }),
  inputs: [],
});
const id = postgresColumn('orderId', 20, -1);
const amount = postgresColumn('amount', 1700, -1);
const price = postgresColumn('price', 1700, ((12 << 16) | 2) + 4);
const picture = postgresColumn('picture', 17, -1);

describe('the columns that are read from a database', () => {
  it('are all of it, in snake case, with types that hold every value', () => {
    expect(planTable(item(), [id, price])).toEqual([
      { name: 'order_id', from: 'orderId', read: 'BIGINT', type: 'BIGINT' },
      { name: 'price', from: 'price', read: 'DECIMAL(12,2)', type: 'DECIMAL(12,2)' },
    ]);
  });

  it('are the declared ones where there are any, cast where a type is declared', () => {
    expect(planTable(item([{ name: 'id', from: 'orderId', type: 'varchar' }]), [id, picture])).toEqual([
      { name: 'id', from: 'orderId', read: 'BIGINT', type: 'VARCHAR' },
    ]);
  });

  it('need a declared type where a numeric has no precision', () => {
    expect(() => planTable(item(), [id, amount])).toThrow(/"amount" .* numeric/);
    expect(planTable(item([{ name: 'amount', type: 'DECIMAL(18,3)' }]), [id, amount])[0]).toMatchObject({
      read: 'DECIMAL(18,3)',
    });
  });

  it('can not be bytes, declared or not', () => {
    expect(() => planTable(item(), [picture])).toThrow(/bytea/);
    expect(() => planTable(item([{ name: 'picture', type: 'VARCHAR' }]), [picture])).toThrow(/bytea/);
  });

  it('are named when they are missing', () => {
    expect(() => planTable(item([{ name: 'order_i' }]), [id])).toThrow(/no column "order_i"/);
  });
});

describe('types of MariaDB and MySQL', () => {
  const field = (more: object) => mysqlColumn({ name: 'c', ...more }).type;
  it.each([
    [{ columnType: 3, flags: 0 }, 'INTEGER'],
    [{ columnType: 3, flags: 32 }, 'BIGINT'],
    [{ columnType: 8, flags: 32 }, 'UBIGINT'],
    [{ columnType: 246, columnLength: 14, decimals: 2, flags: 0 }, 'DECIMAL(12,2)'],
    [{ columnType: 246, columnLength: 13, decimals: 2, flags: 32 }, 'DECIMAL(12,2)'],
    [{ columnType: 246, columnLength: 67, decimals: 10, flags: 0 }, undefined],
    [{ columnType: 252, characterSet: 224 }, 'VARCHAR'],
    [{ columnType: 252, characterSet: 63 }, undefined],
    [{ columnType: 16 }, undefined],
  ])('%j is %s', (more, type) => expect(field(more)).toBe(type));
});

describe('types of PostgreSQL', () => {
  it('know a scale below zero, which no DECIMAL has', () => {
    const negative = ((5 << 16) | (-2 & 0x7ff)) + 4;
    expect(postgresColumn('c', 1700, negative)).toMatchObject({ type: undefined });
  });
});
