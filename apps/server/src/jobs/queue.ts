import type { FlowJob } from 'bullmq';
import { RUN_QUEUE, type QueueBackend, type StepFlows, type StepJob, type StepQueue } from './queue-backend.js';

const LIVE: ReadonlySet<string> = new Set(['waiting', 'active', 'delayed', 'prioritized']);

/** The doorbell: tells workers that a run has steps to do. The ledger says what they are. */
export class RunQueue {
  private constructor(
    private readonly queue: StepQueue,
    private readonly flows: StepFlows,
  ) {}

  /** Throws when the back end cannot be reached. */
  static async open(backend: QueueBackend, onError: (error: unknown) => void): Promise<RunQueue> {
    const queue = backend.openQueue();
    const flows = backend.openFlows();
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
    // One after the other: a step that ends while this looks hands over to a later one, which is still to be looked at.
    for (const seq of steps.keys()) if (LIVE.has(await this.queue.getJobState(jobId(runId, seq)))) return true;
    return false;
  }

  /** Removes what is left of a run's chain. */
  async clear(runId: string, steps: readonly string[]): Promise<void> {
    for (const seq of [...steps.keys()].toReversed()) await this.queue.remove(jobId(runId, seq));
  }

  /** Steps that wait for a worker, wait for their next try, and are at one. */
  async counts(): Promise<{ waiting: number; delayed: number; active: number }> {
    const { waiting = 0, delayed = 0, active = 0 } = await this.queue.getJobCounts('waiting', 'delayed', 'active');
    return { waiting, delayed, active };
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
