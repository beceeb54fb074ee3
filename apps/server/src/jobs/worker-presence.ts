import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { WorkerRepository } from '../catalog/worker.repository.js';

const EVERY_MS = 5_000;

/** Says in the catalogue that the worker of this process is alive, until it is closed. */
@Injectable()
export class WorkerPresence {
  private readonly logger = new Logger('WorkerPresence');
  private readonly id = randomUUID();
  private timer: NodeJS.Timeout | undefined;
  private saying: Promise<void> = Promise.resolve();

  constructor(@Inject(WorkerRepository) private readonly workers: WorkerRepository) {}

  start(): void {
    this.say();
    this.timer = setInterval(() => this.say(), EVERY_MS);
  }

  async close(): Promise<void> {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    await this.saying;
    await this.workers.leave(this.id).catch((error: unknown) => this.logger.warn(String(error)));
  }

  private say(): void {
    this.saying = this.workers
      .see({ id: this.id, host: hostname(), pid: process.pid })
      .catch((error: unknown) => this.logger.warn(`could not say that this worker is alive: ${String(error)}`));
  }
}
