import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { pushedItem } from '../../../../../test/support/pushed-item.js';
import type { DatasetItem } from '../../content/project.js';
import { logFolder } from '../rows/append-log.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('a dataset of pushed rows', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const payments = (name: string, more: Record<string, unknown> = {}) =>
    lab.item(name, {
      rows: {},
      columns: [
        { name: 'id', type: 'BIGINT' },
        { name: 'amount', type: 'DECIMAL(9,2)' },
        { name: 'paid_at', type: 'TIMESTAMP' },
      ],
      ...more,
    });
  const push = async (item: DatasetItem, body: unknown, idempotencyKey?: string) => {
    const receiver = lab.receiver(item);
    try {
      return await receiver.receive(item.name, { type: 'application/json', body, idempotencyKey });
    } finally {
      await receiver.beforeApplicationShutdown();
    }
  };
  const ids = async (item: DatasetItem) =>
    (await lab.rows([(await lab.refresh(item)).version], `SELECT id FROM ${item.name} ORDER BY id`)).map(([id]) => id);

  it('is empty before anything was pushed, and then holds what was', async () => {
    const item = payments('first');
    expect(await ids(item)).toEqual([]);
    const { receipt } = await push(item, [
      { id: 1, amount: '10.50', paid_at: '2026-10-31T12:00:00+09:00' },
      { id: 2, amount: null },
    ]);
    expect(receipt).toMatchObject({ dataset: 'first', accepted: 2, refused: 0, rejects: [], position: { offset: 0 } });
    const { version } = await lab.refresh(item);
    expect(await lab.rows([version], 'FROM first ORDER BY id')).toEqual([
      [1, 10.5, '2026-10-31T03:00:00.000Z'],
      [2, null, null],
    ]);
    expect(await lab.refresh(item)).toMatchObject({ reused: true, version: { id: version.id } });
  });

  it('refuses all of a push with a bad row, unless some may be; then notes which and why', async () => {
    const rows = [{ id: 1, amount: 1 }, { id: 'x' }, { id: 3, amont: 3 }, { id: 4, amount: 4.005 }];
    await expect(push(payments('strict'), rows)).rejects.toMatchObject({
      code: 'rows.refused',
      details: {
        accepted: 0,
        refused: 3,
        rejects: [{ row: 2, column: 'id' }, { row: 3, column: 'amont' }, { row: 4 }],
      },
    });
    expect(await ids(payments('strict'))).toEqual([]);
    const lax = payments('lax', { rejects: { tolerance: 0.9 } });
    expect((await push(lax, rows)).receipt).toMatchObject({ accepted: 1, refused: 3 });
    const { version } = await lab.refresh(lax);
    expect(version.manifest).toMatchObject({ read: 4, refused: 3 });
    const noted = 'SELECT "row", "column", value, reason FROM lax._rejects ORDER BY "row"';
    expect(await lab.rows([version], noted)).toEqual([
      [2, 'id', 'x', 'not a BIGINT'],
      [3, 'amont', '3', 'there is no such column'],
      [4, 'amount', '4.005', 'more than 2 digits after the point'],
    ]);
    await push(lax, [{ id: 5 }, 7]);
    expect(await lab.rows([(await lab.refresh(lax)).version], 'SELECT count(*) FROM lax._rejects')).toEqual([[4]]);
  });

  it('refuses a row that a test of the dataset would stop all refreshes for', async () => {
    const item = payments('tested', { tests: [{ not_null: ['amount'] }, { range: { column: 'id', min: 1, max: 9 } }] });
    for (const row of [{ id: 1 }, { id: 0, amount: 1 }, { id: 10, amount: 1 }]) {
      await expect(push(item, row)).rejects.toMatchObject({ code: 'rows.refused' });
    }
    await push(item, { id: 9, amount: 1 });
    expect(await ids(item)).toEqual([9]);
  });

  it('stores a key once, answers it the same, and refuses it for other rows', async () => {
    const item = payments('once');
    const first = await push(item, { id: 1 }, 'k');
    const again = await push(item, { id: 1 }, 'k');
    expect(again).toEqual({ receipt: first.receipt, replayed: true });
    await expect(push(item, { id: 2 }, 'k')).rejects.toMatchObject({ code: 'rows.key-conflict' });
    const both = await Promise.all([push(item, { id: 3 }, 'k3'), push(item, { id: 3 }, 'k3')]);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(await ids(item)).toEqual([1, 3]);
  });

  it('counts a push once that is in the log twice because its answer was lost', async () => {
    const item = payments('lost');
    await push(item, { id: 1 }, 'k');
    await lab.catalog.deleteFrom('row_pushes').where('dataset', '=', 'lost').execute();
    await push(item, { id: 1 }, 'k');
    expect(await ids(item)).toEqual([1]);
    await lab.catalog.deleteFrom('row_pushes').where('dataset', '=', 'lost').execute();
    // Never answered, and then other rows are sent with the key: those were acknowledged and must be there.
    await push(item, { id: 2 }, 'other');
    await lab.catalog.deleteFrom('row_pushes').where('dataset', '=', 'lost').execute();
    await push(item, { id: 3 }, 'other');
    expect(await ids(item)).toEqual([1, 2, 3]);
    expect(await push(item, { id: 3 }, 'other')).toMatchObject({ replayed: true });
  });

  it('lets the last row of a key win, by arrival or by a column', async () => {
    const byArrival = payments('arrived', { key: ['id'] });
    await push(byArrival, [
      { id: 1, amount: 1 },
      { id: 1, amount: 2 },
    ]);
    await lab.refresh(byArrival);
    await push(byArrival, { id: 1, amount: 3 });
    await push(byArrival, { id: 2, amount: 9 });
    const { version } = await lab.refresh(byArrival);
    expect(await lab.rows([version], 'SELECT id, amount FROM arrived ORDER BY id')).toEqual([
      [1, 3],
      [2, 9],
    ]);
    const byTime = payments('timed', { key: ['id'], rows: { latest_by: 'paid_at' } });
    await push(byTime, { id: 1, amount: 5, paid_at: '2026-10-05T00:00:00Z' });
    await lab.refresh(byTime);
    await push(byTime, [
      { id: 1, amount: 4, paid_at: '2026-10-04T00:00:00Z' },
      { id: 1, amount: 0 },
    ]);
    const late = await lab.refresh(byTime);
    expect(await lab.rows([late.version], 'SELECT id, amount FROM timed')).toEqual([[1, 5]]);
  });

  it('answers the same through many pushes and compactions', async () => {
    const item = payments('grown', { key: ['id'] });
    for (let n = 0; n < 25; n++) {
      await push(
        item,
        Array.from({ length: 4 }, (_, i) => ({ id: (n * 3 + i) % 40, amount: n })),
      );
      await lab.refresh(item);
    }
    const made = await lab.refresh(item);
    const whole = await lab.refresh(item, { rebuild: true });
    const query = 'SELECT count(*), sum(amount), sum(id * amount) FROM grown';
    expect(await lab.rows([made.version], query)).toEqual(await lab.rows([whole.version], query));
    expect(whole.version.manifest.tables[0]!.parts).toHaveLength(1);
    expect(made.version.manifest.tables[0]!.parts.length).toBeLessThan(6);
  });

  it('takes its rows along when columns are added, dropped or widened, and says when they do not fit', async () => {
    await push(payments('evolved'), [{ id: 1, amount: 1.5 }]);
    await lab.refresh(payments('evolved'));
    await push(payments('evolved'), [{ id: 2, amount: 2.5 }]);
    const columns = [
      { name: 'id', type: 'VARCHAR' },
      { name: 'amount', type: 'DECIMAL(12,3)' },
      { name: 'note', type: 'VARCHAR' },
    ];
    const { version } = await lab.refresh(payments('evolved', { columns }));
    expect(await lab.rows([version], 'FROM evolved ORDER BY id')).toEqual([
      ['1', 1.5, null],
      ['2', 2.5, null],
    ]);
    const narrow = payments('evolved', { columns: [{ name: 'id', type: 'DATE' }] });
    expect(await lab.refusal(narrow)).toMatchObject({ code: 'dataset.schema-drift' });
  });

  it('passes over what a killed process left of a record, and stops at damage', async () => {
    const item = payments('torn');
    await push(item, { id: 1 });
    const folder = logFolder(lab.storage, 'torn');
    const [segment] = await readdir(folder);
    await appendFile(join(folder, segment!), 'DLG1 half a record');
    await push(item, { id: 2 });
    expect(await ids(item)).toEqual([1, 2]);
    const receiver = lab.receiver(item);
    const { receipt } = await receiver.receive('torn', { type: 'application/json', body: { id: 3 } });
    await receiver.receive('torn', { type: 'application/json', body: { id: 4 } });
    await receiver.beforeApplicationShutdown();
    const damaged = await open(join(folder, receipt.position!.segment), 'r+');
    await damaged.write('?', 20);
    await damaged.close();
    expect(await lab.refusal(item)).toMatchObject({ code: 'log.damaged' });
  });

  it('never starts again from nothing when its files are lost', async () => {
    const item = payments('gone');
    await push(item, { id: 1 });
    const { version } = await lab.refresh(item);
    await rm(join(lab.storage, version.path), { recursive: true });
    expect(await lab.refusal(item)).toMatchObject({ code: 'dataset.files-missing' });
  });

  it('loses and doubles nothing when its processes are killed, again and again', async () => {
    const item = pushedItem(lab);
    const file = join(lab.root, 'acknowledged');
    const loader = join(process.cwd(), 'test/support/typescript-loader.mjs');
    const script = join(process.cwd(), 'test/support/row-process.ts');
    const start = async (work: string): Promise<ChildProcess> => {
      const child = spawn(process.execPath, ['--import', loader, script, work, lab.root, lab.schema, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      return child;
    };
    const kill = async (child: ChildProcess) => {
      if (child.exitCode !== null) throw new Error('a process ended by itself');
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    };
    const works = ['push', 'refresh', 'push', 'refresh'];
    const children = await Promise.all(works.map(start));
    onTestFinished(() => void children.forEach((child) => child.kill('SIGKILL')));
    for (const [n, child] of children.entries()) {
      await sleep(300 + 137 * n);
      await kill(child);
    }
    const { version } = await lab.refresh(item);
    const acknowledged = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
    const stored = (await lab.rows([version], 'SELECT id FROM events')).map(([id]) => Number(id));
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(new Set(stored).size).toBe(stored.length);
    expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
    // What was stored and never acknowledged is at most the push that each killed process was at.
    expect(stored.length - acknowledged.length).toBeLessThanOrEqual(2);
    process.stderr.write(
      `pushed rows: ${acknowledged.length} acknowledged, ${stored.length} stored, lost 0, doubled 0\n`,
    );
  }, 120_000);
});
