import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from './engine.js';

describe('what an expression is made of', () => {
  let folder: string;
  let engine: Engine;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-expression-'));
    engine = new Engine({ stateDir: folder, duckdbMemory: '1GB', duckdbThreads: 2 });
  });
  afterAll(async () => {
    await engine.onModuleDestroy();
    await rm(folder, { recursive: true });
  });
  const parse = (expression: string) => engine.expressionOf(`SELECT (${expression}\n)`);

  it('names columns, those outside an aggregate, aggregates and parameters', async () => {
    expect(await parse('Sum(o.amount) FILTER (WHERE kind = $kind) / max(price) + tax')).toMatchObject({
      columns: ['amount', 'kind', 'price', 'tax'],
      loose: ['tax'],
      aggregates: ['max', 'sum'],
      parameters: ['kind'],
      isOneAggregate: false,
      foreign: [],
    });
  });

  it.each([
    ['sum(a)', true, true],
    ['count(*)', true, true],
    ['-sum(a)::BIGINT + count(b)', true, true],
    ['count(DISTINCT a)', true, false],
    ['sum(a) - count(DISTINCT b)', true, false],
    ['sum(a) * 2', false, false],
    ['sum(a) / count(*)', false, false],
    ['avg(a)', false, false],
    ['max(a)', false, false],
    ['coalesce(sum(a), 1)', false, false],
  ])('knows of %s whether no rows mean 0 (%s) and whether parts add up (%s)', async (expression, fromZero, addsUp) => {
    expect(await parse(expression)).toMatchObject({ countsFromZero: fromZero, addsUp });
  });

  it('tells a single call from a longer expression, and one with FILTER from one without', async () => {
    expect((await parse('sum(a + 1)')).isOneAggregate).toBe(true);
    expect((await parse('sum(a) FILTER (WHERE b)')).isOneAggregate).toBe(false);
    expect((await parse('sum(a) + 1')).isOneAggregate).toBe(false);
  });

  it('finds what is not of one row and one table, and what changes by itself', async () => {
    expect((await parse('(SELECT max(a) FROM t) + sum(b) OVER ()')).foreign).toEqual([
      'a subquery',
      'a window function',
    ]);
    expect((await parse('sum(a) FILTER (WHERE day < current_date)')).unrepeatable).toEqual(['current_date']);
  });

  it('locates a mistake', async () => {
    await expect(engine.expressionOf('SELECT (sum(a)\n+ )')).rejects.toMatchObject({
      code: 'sql.syntax',
      details: { line: 2, column: 3 },
    });
  });
});
