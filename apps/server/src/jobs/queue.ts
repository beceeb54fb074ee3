import { createPostgresBackend, withBackend, type FlowJob, type PostgresConnectionOptions } from 'bullmq';
import type { CatalogConnection } from '../catalog/embedded-postgres.js';

/** Name of the only queue; its jobs are steps of runs. */
export const RUN_QUEUE = 'runs';
const SCHEMA = 'decile_queue';

export interface StepJob {
  runId: string;
  step: string;
}

/** Settings of every BullMQ part on the catalogue's database: its own schema, brought up to date when opened. */
export function queueConnection(connection: CatalogConnection, max: number): PostgresConnectionOptions {
  return { ...connection, schema: SCHEMA, migrate: true, max, application_name: 'decile-queue' };
}

const Postgres = withBackend(createPostgresBackend);
type PostgresQueue = InstanceType<typeof Postgres.Queue>;
type PostgresFlowProducer = InstanceType<typeof Postgres.FlowProducer>;

/** The doorbell: tells workers that a run has steps to do. The ledger says what they are. */
export class RunQueue {
  private constructor(
    private readonly queue: PostgresQueue,
    private readonly flows: PostgresFlowProducer,
  ) {}

  /** Throws when the database cannot be reached. */
  static async open(connection: CatalogConnection, onError: (error: unknown) => void): Promise<RunQueue> {
    const options = { connection: queueConnection(connection, 2) };
    const queue = new Postgres.Queue(RUN_QUEUE, options);
    const flows = new Postgres.FlowProducer(options);
    queue.on('error', onError);
    flows.on('error', onError);
    const opened = new RunQueue(queue, flows);
    try {
      await Promise.all([queue.waitUntilReady(), flows.waitUntilReady()]);
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** Adds the chain of a run's steps, last step as the root. Adding it twice changes nothing while its jobs exist. */
  async ring(runId: string, steps: readonly string[]): Promise<void> {
    const root = steps.reduce<FlowJob | undefined>((child, step, seq) => stepJob(runId, step, seq, child), undefined);
    if (root) await this.flows.add(root);
  }

  /** Whether some step of the run is waiting for a worker or at one. */
  async isLive(runId: string, steps: readonly string[]): Promise<boolean> {
    const states = await Promise.all(steps.map((_, seq) => this.queue.getJobState(jobId(runId, seq))));
    return states.some((state) => ['waiting', 'active', 'delayed', 'prioritized'].includes(state));
  }

  /** Removes what is left of a run's chain. */
  async clear(runId: string, steps: readonly string[]): Promise<void> {
    for (const seq of [...steps.keys()].toReversed()) await this.queue.remove(jobId(runId, seq));
  }

  async close(): Promise<void> {
    await Promise.all([this.queue.close(), this.flows.close()]);
  }
}

function stepJob(runId: string, step: string, seq: number, child: FlowJob | undefined): FlowJob {
  return {
    name: step.split(':')[0] ?? step,
    queueName: RUN_QUEUE,
    data: { runId, step } satisfies StepJob,
    // A job exists only while it has something to do; what was is in the ledger.
    opts: {
      jobId: jobId(runId, seq),
      attempts: 5,
      backoff: { type: 'exponential', delay: 500 },
      failParentOnFailure: true,
      removeOnComplete: true,
      removeOnFail: true,
    },
    ...(child ? { children: [child] } : {}),
  };
}

function jobId(runId: string, seq: number): string {
  return `${runId}.${seq}`;
}
