import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { openCatalog } from '../dist/server/catalog/open-catalog.js';
import { openQueueBackend } from '../dist/server/jobs/queue-backend.js';
import { RunQueue } from '../dist/server/jobs/queue.js';
import { RunWorker } from '../dist/server/jobs/run-worker.js';
import { middle, once } from './measure.js';

const CONCURRENCY = 2;
const ROUNDS = 5;

/** Runs of one no-op step through RunQueue and RunWorker, against the same flows and worker of BullMQ by hand, on both back ends. */
export async function* run({ scale }) {
  const home = mkdtempSync(join(tmpdir(), 'decile-bench-'));
  const open = await openCatalog({ stateDir: home, databaseUrl: undefined });
  try {
    yield await compare('PostgreSQL', open, undefined, Math.max(50, Math.round(500 * scale)));
    const redis = await startRedis(home);
    if (redis) {
      yield await compare('Redis', open, redis.url, Math.max(200, Math.round(2000 * scale)));
      redis.stop();
    } else yield { vs: 'bare BullMQ on Redis', skipped: 'no redis-server on this machine' };
  } finally {
    await open.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function compare(name, open, redisUrl, count) {
  const ours = await openOurs(open, redisUrl);
  const theirs = await openTheirs(open, redisUrl);
  const spent = { ours: [], theirs: [] };
  await ours.work(20);
  await theirs.work(20);
  // By turns, so that what else the machine does hits both alike; the median of each.
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.theirs.push(await once(() => theirs.work(count)));
    spent.ours.push(await once(() => ours.work(count)));
  }
  await ours.close();
  await theirs.close();
  return {
    vs: `bare BullMQ flows and worker on ${name}, ${count} no-op jobs, ${CONCURRENCY} at a time; from add to done, ledger not counted`,
    goal: 1.1,
    ours: middle(spent.ours),
    theirs: middle(spent.theirs),
    unit: 'ms',
  };
}

async function openOurs(open, redisUrl) {
  const backend = openQueueBackend(open, redisUrl);
  const queue = await RunQueue.open(backend, () => {});
  const counter = countdown();
  const worker = new RunWorker(backend, { run: () => Promise.resolve(counter.tick()) });
  await worker.start();
  let runs = 0;
  return {
    work: async (count) => {
      const done = counter.wait(count);
      for (let i = 0; i < count; i += 1) await queue.ring(`bench-${runs++}`, ['noop']);
      await done;
    },
    close: async () => {
      await worker.close();
      await queue.close();
      await backend.close();
    },
  };
}

async function openTheirs(open, redisUrl) {
  const parts = withBackend(redisUrl ? createRedisBackend : createPostgresBackend);
  const clients = [];
  const connection = (max) => {
    if (!redisUrl) return { connection: { ...open.connection, schema: 'bench_queue', migrate: true, max } };
    const client = new Redis(redisUrl, { maxRetriesPerRequest: null });
    clients.push(client);
    return { connection: client, prefix: 'bench' };
  };
  const flows = new parts.FlowProducer(connection(2));
  const counter = countdown();
  const worker = new parts.Worker('bench', () => Promise.resolve(counter.tick()), {
    ...connection(4),
    concurrency: CONCURRENCY,
  });
  await Promise.all([flows.waitUntilReady(), worker.waitUntilReady()]);
  const opts = {
    removeOnComplete: true,
    removeOnFail: true,
    attempts: 5,
    backoff: { type: 'exponential', delay: 500 },
  };
  let jobs = 0;
  return {
    work: async (count) => {
      const done = counter.wait(count);
      for (let i = 0; i < count; i += 1) {
        const id = `bench-${jobs++}`;
        await flows.add({ name: 'noop', queueName: 'bench', data: { id }, opts: { ...opts, jobId: id } });
      }
      await done;
    },
    close: async () => {
      await worker.close();
      await flows.close();
      for (const client of clients) client.disconnect();
    },
  };
}

/** `wait(n)` resolves at the n-th tick from then. */
function countdown() {
  let left = 0;
  let resolve = () => {};
  return {
    tick: () => {
      left -= 1;
      if (left === 0) resolve();
    },
    wait: (count) => {
      left = count;
      return new Promise((done) => (resolve = done));
    },
  };
}

async function startRedis(home) {
  const url = join(home, 'redis.sock');
  const child = spawn('redis-server', ['--port', '0', '--unixsocket', url, '--save', ''], { stdio: 'ignore' });
  const failed = new Promise((resolve) => child.once('error', () => resolve(false)));
  const client = new Redis(url, { retryStrategy: () => 50 });
  client.on('error', () => {});
  const answered = client.ping().then(
    () => true,
    () => false,
  );
  const there = await Promise.race([answered, failed]);
  client.disconnect();
  return there ? { url, stop: () => child.kill('SIGKILL') } : undefined;
}
