import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { RunRepository, type RunEvent } from '../catalog/run.repository.js';
import { AppError } from '../common/errors.js';

const POLL_MS = 200;

/** Follows what happens to a run. */
@Injectable()
export class RunFollower {
  constructor(@Inject(RunRepository) private readonly runs: RunRepository) {}

  /**
   * Events of a run after a given event id (0: from the start), as they come; ends after the final state's, or when `signal` is
   * aborted. A catalogue that is away for a moment is waited for. Throws AppError `run.not-found`.
   */
  async *follow(runId: string, afterEventId: number, signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
    let after = afterEventId;
    for (;;) {
      if (signal?.aborted) return;
      const next = await this.look(runId, after);
      if (next) {
        for (const event of next.events) {
          yield event;
          after = event.id;
        }
        if (next.events.length > 0) continue;
        if (next.ended) return;
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** State first, events second: nothing is written after the final state, so no event can be missed. */
  private async look(runId: string, after: number): Promise<{ ended: boolean; events: RunEvent[] } | undefined> {
    try {
      const run = await this.runs.find(runId);
      if (!run) throw new AppError('run.not-found', `There is no run "${runId}".`, { severity: 'usage' });
      return { ended: run.finished_at !== null, events: await this.runs.eventsAfter(runId, after) };
    } catch (error) {
      if (error instanceof AppError && error.code === 'catalog.unavailable') return undefined;
      throw error;
    }
  }
}
