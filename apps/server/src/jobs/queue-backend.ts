import {
  createPostgresBackend,
  createRedisBackend,
  withBackend,
  type FlowJob,
  type Job,
  type PostgresConnectionOptions,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { OpenCatalog } from '../catalog/open-catalog.js';

/** Token of the back end of the queue in this process. */
export const QUEUE_BACKEND = Symbol('QUEUE_BACKEND');

/** Name of the only queue; its jobs are steps of runs. */
export const RUN_QUEUE = 'runs';

/** Data of a job of the queue. */
export interface StepJob {
  runId: string;
  step: string;
}

interface Part {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** What is used of BullMQ's Queue, FlowProducer and Worker, the same on both back ends. */
export interface StepQueue extends Part {
  getJobState(id: string): Promise<string>;
  getJobCounts(...states: ('waiting' | 'active' | 'delayed')[]): Promise<Record<string, number>>;
  remove(id: string): Promise<number>;
}
export interface StepFlows extends Part {
  add(flow: FlowJob): Promise<unknown>;
}
export type StepWorker = Part;

export type StepProcessor = (job: Job<StepJob, void>) => Promise<void>;
export type StepWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** Where the queue lives. The parts that it opened must be closed before it. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  openQueue(): StepQueue;
  openFlows(): StepFlows;
  openWorker(process: StepProcessor, options: StepWorkerOptions): StepWorker;
  /** Rejects when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The one place that decides: Redis where a URL (or the path of a socket) is given, else the catalogue's own PostgreSQL. */
export function openQueueBackend(open: OpenCatalog, redisUrl?: string): QueueBackend {
  return redisUrl ? redisBackend(redisUrl, `{decile-${open.id}}`) : postgresBackend(open);
}

const Postgres = withBackend(createPostgresBackend);
const SCHEMA = 'decile_queue';

function postgresBackend({ connection, pool }: OpenCatalog): QueueBackend {
  /** Its own schema, brought up to date when opened. */
  const settings = (max: number): { connection: PostgresConnectionOptions } => ({
    connection: { ...connection, schema: SCHEMA, migrate: true, max, application_name: 'decile-queue' },
  });
  return {
    kind: 'postgres',
    openQueue: () => new Postgres.Queue(RUN_QUEUE, settings(2)),
    openFlows: () => new Postgres.FlowProducer(settings(2)),
    openWorker: (process, options) =>
      new Postgres.Worker<StepJob, void>(RUN_QUEUE, process, { ...options, ...settings(4) }),
    ping: async () => void (await pool.query('select 1')),
    close: () => Promise.resolve(),
  };
}

const RedisParts = withBackend(createRedisBackend);

/** Catalogues that share a Redis have a prefix each; the braces keep the keys of one on one node of a cluster. */
function redisBackend(url: string, prefix: string): QueueBackend {
  const clients: Redis[] = [];
  const connect = (options: { maxRetriesPerRequest: number | null; commandTimeout?: number }): Redis => {
    const client = new Redis(url, { ...options, retryStrategy: (times) => Math.min(times * 100, 2000) });
    // Each part reports what its connection suffers; an event that nobody hears would end the process.
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  // Who rings does not wait for a Redis that is away: the ledger has the run, and the sweeper rings again.
  let ringing: Redis | undefined;
  const ringer = () => (ringing ??= connect({ maxRetriesPerRequest: 3, commandTimeout: 5000 }));
  return {
    kind: 'redis',
    openQueue: () => new RedisParts.Queue(RUN_QUEUE, { connection: ringer(), prefix }),
    openFlows: () => new RedisParts.FlowProducer({ connection: ringer(), prefix }),
    openWorker: (process, options) =>
      new RedisParts.Worker<StepJob, void>(RUN_QUEUE, process, {
        ...options,
        connection: connect({ maxRetriesPerRequest: null }),
        prefix,
      }),
    ping: async () => void (await ringer().ping()),
    close: async () => {
      for (const client of clients) client.disconnect();
    },
  };
}
