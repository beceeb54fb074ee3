import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { decisionItems, decisionService, refreshGround } from '../../../../../test/support/decision-lab.js';
import { ProblemFilter } from '../../http/problem.filter.js';
import { DecisionService } from './decision-service.js';
import { DecisionsController } from './decisions.controller.js';

const ready = await databaseAnswers();

const EVENT = { customer_id: 'K1', sensed_at: '2026-11-02T14:30:00+09:00', place: 'MALL', distance_m: 120 };

describe.skipIf(!ready)('POST /api/datasets/<name>/decisions', () => {
  let lab: DatasetLab;
  let items: ReturnType<typeof decisionItems>;
  let app: NestFastifyApplication;
  let service: DecisionService;
  beforeAll(async () => {
    lab = await DatasetLab.open();
    items = decisionItems(lab);
    await open();
  });
  afterAll(async () => {
    await app.close();
    await lab.close();
  });

  /** Starts an api process anew. */
  const open = async () => {
    if (app) await app.close();
    service = decisionService(lab, ...Object.values(items));
    @Module({
      controllers: [DecisionsController],
      providers: [
        { provide: DecisionService, useValue: service },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    })
    class DecisionsModule {}
    app = await NestFactory.create<NestFastifyApplication>(DecisionsModule, new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  };
  const post = async (payload: unknown, dataset = 'triggers') => {
    const url = `/api/datasets/${dataset}/decisions`;
    const response = await app.inject({ method: 'POST', url, payload: payload as object });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const decided = async (event: Record<string, unknown>) => (await post({ ...EVENT, ...event })).body;

  it('holds everything back before there are rules, and before there are grades', async () => {
    expect(await decided({ event_id: 'early' })).toMatchObject({
      decision: 'hold',
      reason: 'no_reliable_rule',
      rules_version: null,
      message: { ko: '믿을 만한 감지조건이 아직 없어 보내지 않습니다.' },
    });
    const { version } = await lab.refresh(items.moments);
    await lab.refresh(items.rules, { inputs: new Map([['moments', version]]) });
    await open();
    expect(await decided({ event_id: 'ungraded' })).toMatchObject({
      decision: 'hold',
      reason: 'no_grades',
      grade: null,
    });
  });

  it('takes up new rules and grades without a restart', async () => {
    await refreshGround(lab, items);
    await sleep(1100);
    await decided({ event_id: 'looks' });
    await expect
      .poll(async () => (await decided({ event_id: `new-${Math.random()}`, customer_id: 'K2' }))['reason'], {
        timeout: 5000,
      })
      .not.toBe('no_grades');
  });

  it('says send or hold with rule, grade, reason and versions', async () => {
    const [rules, grades] = [await lab.versions.current('rules'), await lab.versions.current('grades')];
    expect(await post({ ...EVENT, event_id: 'E-1', customer_id: 'K3' })).toMatchObject({
      status: 200,
      body: {
        event: 'E-1',
        decision: 'send',
        reason: 'sent',
        rule: 'place = MALL & distance_m ≤ 200',
        grade: 3,
        rules_version: rules!.id,
        grades_version: grades!.id,
        replayed: false,
      },
    });
    expect(await decided({ event_id: 'E-2', customer_id: 'K9' })).toMatchObject({
      decision: 'hold',
      reason: 'grade_too_low',
      grade: 9,
    });
    expect(await decided({ event_id: 'E-3', customer_id: 'X' })).toMatchObject({
      decision: 'hold',
      reason: 'unknown_customer',
    });
    expect(await decided({ event_id: 'E-4', place: 'CVS' })).toMatchObject({
      decision: 'hold',
      reason: 'no_rule_met',
      rule: null,
    });
    expect(await decided({ event_id: 'E-5', distance_m: null })).toMatchObject({
      decision: 'hold',
      reason: 'missing_field',
      missing: ['distance_m'],
    });
  });

  it('answers an event that is sent again as before, also at the same moment, and keeps to the cap', async () => {
    const event = { ...EVENT, event_id: 'twice', customer_id: 'K4' };
    const [first, second] = await Promise.all([post(event), post(event)]);
    expect([first.body['replayed'], second.body['replayed']]).toEqual([false, true]);
    expect({ ...second.body, replayed: false }).toEqual(first.body);
    expect(first.body).toMatchObject({ decision: 'send' });
    const { body } = await post([
      { ...event, event_id: 'third' },
      { ...event, event_id: 'next day', sensed_at: '2026-11-03 00:00:00' },
    ]);
    expect(body).toMatchObject([{ reason: 'frequency_cap' }, { decision: 'send' }]);
  });

  it('refuses what is no event, naming the field', async () => {
    expect(await post({ ...EVENT, event_id: 'bad', distance_m: 'near' })).toMatchObject({
      status: 422,
      body: { code: 'decisions.refused', detail: '"distance_m" is refused: not a number.' },
    });
    expect((await post(EVENT)).body).toMatchObject({ code: 'decisions.refused', details: { column: 'event_id' } });
    expect((await post({ ...EVENT, event_id: 'x', weather: 'rain' })).body).toMatchObject({
      details: { column: 'weather' },
    });
    expect((await post([{ ...EVENT, event_id: 'y', customer_id: 'K5' }, 7])).body).toMatchObject([
      { decision: 'send' },
      { refused: { reason: 'not an object' } },
    ]);
    expect(await post(EVENT, 'moments')).toMatchObject({ status: 422, body: { code: 'decisions.not-made-here' } });
    expect(await post(EVENT, 'nothing')).toMatchObject({ status: 404 });
    expect(await post(Array.from({ length: 1001 }, () => EVENT))).toMatchObject({
      body: { code: 'decisions.too-many' },
    });
  });

  it('knows after a restart what it decided and whom it sent to, from the log and from the table', async () => {
    const table = async () => {
      const { version } = await lab.refresh(items.triggers);
      const sql = `SELECT event_id, sensed_at::VARCHAR, place, decision, reason, missing, rule, grade FROM triggers WHERE event_id IN ('E-1', 'E-5', 'twice') ORDER BY ALL`;
      return lab.rows([version], sql);
    };
    const rule = 'place = MALL & distance_m ≤ 200';
    const seen = async () => [
      await decided({ event_id: 'twice', customer_id: 'K4' }),
      await decided({ event_id: `again-${Math.random()}`, customer_id: 'K4' }),
    ];
    await open();
    expect(await seen()).toMatchObject([{ decision: 'send', replayed: true }, { reason: 'frequency_cap' }]);
    expect(await table()).toEqual([
      ['E-1', '2026-11-02 14:30:00', 'MALL', 'send', 'sent', null, rule, 3],
      ['E-5', '2026-11-02 14:30:00', 'MALL', 'hold', 'missing_field', 'distance_m', null, 1],
      ['twice', '2026-11-02 14:30:00', 'MALL', 'send', 'sent', null, rule, 4],
    ]);
    await open();
    expect(await seen()).toMatchObject([{ decision: 'send', replayed: true }, { reason: 'frequency_cap' }]);
  });

  it('loses no decision that was told when its process is killed, again and again', async () => {
    const file = join(lab.root, 'told');
    const loader = join(process.cwd(), 'test/support/typescript-loader.mjs');
    const script = join(process.cwd(), 'test/support/decision-process.ts');
    for (let n = 0; n < 2; n += 1) {
      const child = spawn(process.execPath, ['--import', loader, script, lab.root, lab.schema, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await sleep(700 + 211 * n);
      expect(child.exitCode).toBeNull();
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    const told = readFileSync(file, 'utf8').trim().split('\n');
    const { version } = await lab.refresh(items.triggers);
    const stored = new Set(
      (await lab.rows([version], `SELECT event_id || ' ' || decision FROM triggers`)).map(([line]) => String(line)),
    );
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter((line) => !stored.has(line))).toEqual([]);
    process.stderr.write(`decisions: ${told.length} told, all stored\n`);
  }, 60_000);
});
