import type { RunRepository } from '../catalog/run.repository.js';

/** Why a step was told to stop. */
export type StopReason = 'cancelled' | 'deadline' | 'shutdown';

export interface StepGuardOptions {
  pollMs?: number;
  /** Time that a handler has, after its signal, to stop by itself. */
  graceMs?: number;
}

/** Watches over one working step: cancellation asked for in the ledger, the run's deadline, the end of this process. */
export class StepGuard {
  private readonly abort = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private reasonToStop: StopReason | undefined;

  constructor(
    private readonly runs: RunRepository,
    private readonly runId: string,
    private readonly shutdown: AbortSignal,
    msToDeadline: number,
    private readonly options: StepGuardOptions = {},
  ) {
    this.timers.push(setInterval(() => void this.poll(), options.pollMs ?? 500));
    // A timer cannot wait longer than 2^31 ms.
    this.timers.push(setTimeout(() => this.stop('deadline'), Math.min(msToDeadline, 2 ** 31 - 1)));
    if (shutdown.aborted) this.onShutdown();
    else shutdown.addEventListener('abort', this.onShutdown);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get reason(): StopReason | undefined {
    return this.reasonToStop;
  }

  /** The work's own end, or an AbortError when it does not heed the signal in time. */
  async run<T>(work: Promise<T>): Promise<T> {
    work.catch(() => {});
    return Promise.race([work, this.overdue()]);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.shutdown.removeEventListener('abort', this.onShutdown);
  }

  private readonly onShutdown = () => this.stop('shutdown');

  private overdue(): Promise<never> {
    return new Promise((_resolve, reject) => {
      const late = () => {
        this.timers.push(setTimeout(() => reject(this.signal.reason as Error), this.options.graceMs ?? 5000));
      };
      if (this.signal.aborted) late();
      else this.signal.addEventListener('abort', late, { once: true });
    });
  }

  private stop(reason: StopReason): void {
    this.reasonToStop ??= reason;
    this.abort.abort();
  }

  private async poll(): Promise<void> {
    try {
      if ((await this.runs.find(this.runId))?.cancel_requested) this.stop('cancelled');
    } catch {
      // The catalogue is away for a moment: the next poll asks again, and the step's own writes report it.
    }
  }
}
