import 'reflect-metadata';
import { gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { pushedItem } from '../../../../../test/support/pushed-item.js';
import { ProblemFilter } from '../../http/problem.filter.js';
import { configureRowsRoute } from './configure-rows-route.js';
import { RowReceiver } from './row-receiver.js';
import { RowsController } from './rows.controller.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('POST /api/datasets/<name>/rows', () => {
  let lab: DatasetLab;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    lab = await DatasetLab.open();
    const receiver = lab.receiver(pushedItem(lab), lab.item('made', {}, { sql: 'SELECT 1 AS n' }));
    @Module({
      controllers: [RowsController],
      providers: [
        { provide: RowReceiver, useValue: receiver },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    })
    class RowsModule {}
    app = await NestFactory.create<NestFastifyApplication>(RowsModule, new FastifyAdapter({ bodyLimit: 1024 }), {
      logger: false,
    });
    configureRowsRoute(app.getHttpAdapter().getInstance());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app.close();
    await lab.close();
  });

  const push = async (body: string | Buffer, heads: Record<string, string>, dataset = 'events') => {
    const response = await app.inject({
      method: 'POST',
      url: `/api/datasets/${dataset}/rows`,
      payload: body,
      headers: heads,
    });
    return {
      status: response.statusCode,
      replayed: response.headers['idempotency-replayed'],
      body: response.json<Record<string, unknown>>(),
    };
  };
  const json = { 'content-type': 'application/json' };
  const lines = { 'content-type': 'application/x-ndjson; charset=utf-8' };
  const csv = { 'content-type': 'text/csv' };

  it('takes an object, a list, lines and CSV', async () => {
    expect(await push('{"id": 1, "words": "a"}', json)).toMatchObject({
      status: 202,
      body: { accepted: 1, refused: 0 },
    });
    expect(await push('[{"id": 2}, {"id": 3}]', json)).toMatchObject({ status: 202, body: { accepted: 2 } });
    expect(await push('{"id": 4}\n\n{"id": "5"}\n', lines)).toMatchObject({ status: 202, body: { accepted: 2 } });
    expect(await push('\uFEFFwords,id\r\n"a ""b"", c\nd",6\r\n,7\r\n', csv)).toMatchObject({
      status: 202,
      body: { accepted: 2 },
    });
    const { version } = await lab.refresh(pushedItem(lab));
    expect(await lab.rows([version], 'FROM events ORDER BY id')).toEqual([
      [1, 'a'], [2, null], [3, null], [4, null], [5, null], [6, 'a "b", c\nd'], [7, null],
    ]); // prettier-ignore
  });

  it('says which rows it refuses, by their place in what was sent', async () => {
    expect(await push('{"id": 1}\n{broken\n[1]\n', lines)).toMatchObject({
      status: 422,
      body: {
        code: 'rows.refused',
        details: {
          rejects: [
            { row: 2, reason: 'not JSON' },
            { row: 3, reason: 'not an object' },
          ],
        },
      },
    });
    expect(await push('id,words\n1,a,b\n', csv)).toMatchObject({
      body: { details: { rejects: [{ row: 2, reason: '3 fields, the header has 2' }] } },
    });
  });

  it('answers a repeated key as before, also when both come at once, and 409 for other rows', async () => {
    const heads = { ...json, 'idempotency-key': 'order-77' };
    const [first, again] = await Promise.all([push('{"id": 77}', heads), push('{"id": 77}', heads)]);
    expect(first!.body).toEqual(again!.body);
    expect([first!.replayed, again!.replayed].filter(Boolean)).toEqual(['true']);
    expect(await push('{"id": 78}', heads)).toMatchObject({ status: 409, body: { code: 'rows.key-conflict' } });
    expect(await push('{"id": 78}', { ...json, 'idempotency-key': 'x'.repeat(201) })).toMatchObject({ status: 422 });
  });

  it('takes more than other routes do, packed or not, and no more than its limit', async () => {
    const row = `{"id": 1, "words": "${'x'.repeat(1000)}"}\n`;
    const some = row.repeat(3000);
    expect(await push(some, lines)).toMatchObject({ status: 202, body: { accepted: 3000 } });
    expect(await push(gzipSync(some), { ...lines, 'content-encoding': 'gzip' })).toMatchObject({
      status: 202,
      body: { accepted: 3000 },
    });
    const bomb = gzipSync(row.repeat(40_000));
    expect(await push(bomb, { ...lines, 'content-encoding': 'gzip' })).toMatchObject({ status: 413 });
    expect(await push('no gzip', { ...lines, 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
  });

  it('refuses what is no rows and datasets that take none', async () => {
    expect(await push('{"id": 1', json)).toMatchObject({ status: 400 });
    expect(await push('7', json)).toMatchObject({ status: 422, body: { code: 'rows.not-rows' } });
    expect(await push('<a/>', { 'content-type': 'application/xml' })).toMatchObject({ status: 415 });
    expect(await push('{}', json, 'nothing')).toMatchObject({ status: 404, body: { code: 'dataset.not-found' } });
    expect(await push('{}', json, 'made')).toMatchObject({ status: 422, body: { code: 'rows.not-accepted-here' } });
  });
});
