import { Worker } from 'node:worker_threads';
import type { Progress } from '../analytics/progress.js';
import { AppError, fromErrorRecord, type ErrorRecord } from '../common/errors.js';
import { cancelled } from '../engine/engine-error.js';
import type { KernelInput, KernelName, KernelOutput } from './kernels.js';

export interface GangOptions {
  threads: number;
  signal?: AbortSignal;
  progress?: Progress;
}

/** What a thread is started with. */
export interface Assignment {
  kernel: KernelName;
  input: unknown;
  index: number;
  count: number;
  /** Memory of the barrier. */
  meeting: SharedArrayBuffer;
}

export type Message = { share: number } | { output: unknown } | { error: ErrorRecord };

/** As gang-worker.js beside this file, or the .ts where the sources themselves run. */
const SCRIPT = new URL(import.meta.url.replace(/run-gang(\.\w+)$/, 'gang-worker$1'));

/**
 * Runs a kernel on `threads` fresh threads, off the event loop, and returns what each member answered, by index. `input` is cloned, but for
 * arrays over shared memory. Ends all threads when one fails or `signal` aborts. Throws what the kernel threw, `query.cancelled`,
 * `model.out-of-memory`. Costs some 50 ms to start.
 */
export async function runGang<Name extends KernelName>(
  kernel: Name,
  input: KernelInput<Name>,
  { threads, signal, progress }: GangOptions,
): Promise<KernelOutput<Name>[]> {
  if (signal?.aborted) throw cancelled(signal.reason);
  const meeting = new SharedArrayBuffer(8);
  const workers = Array.from({ length: threads }, (_, index) => {
    const workerData: Assignment = { kernel, input, index, count: threads, meeting };
    return new Worker(SCRIPT, { workerData });
  });
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(cancelled(signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    const answers = Promise.all(workers.map((worker) => answerOf(worker, progress)));
    return (await Promise.race([answers, aborted])) as KernelOutput<Name>[];
  } finally {
    signal?.removeEventListener('abort', abort!);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker, progress?: Progress): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('share' in message) progress?.(message.share);
      else if ('error' in message) reject(fromErrorRecord(message.error));
      else resolve(message.output);
    });
    worker.on('error', (error: Error & { code?: string }) => reject(translate(error)));
    worker.on('exit', (code) => reject(new Error(`a thread of the model engine ended with code ${code}`)));
  });
}

function translate(error: Error & { code?: string }): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new AppError('model.out-of-memory', 'The model needs more memory than a thread may take.', {
    hint: 'Use fewer rows or columns, or raise --max-old-space-size in NODE_OPTIONS.',
    severity: 'infrastructure',
    cause: error,
  });
}
