import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { CATALOG, type Catalog } from '../catalog/catalog.js';
import { WorkerRepository } from '../catalog/worker.repository.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../config/environment.js';
import { QUEUE_BACKEND, type QueueBackend } from '../jobs/queue-backend.js';
import { ServerClosing } from './server-closing.js';

const PATIENCE_MS = 3_000;

export type PartState = 'ok' | 'down';

/** What must be there for work to be done. */
export interface Parts {
  catalogue: PartState;
  queue: PartState;
  storage: PartState;
  /** Down when no worker has been seen for 20 s: runs would only wait. One that goes with this server is the server's matter. */
  workers: PartState;
  /** Down once the server was asked to stop. */
  server: PartState;
}

/** Whether this server can take work: asks each part, and does not wait long for any. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(CATALOG) private readonly catalog: Catalog,
    @Inject(WorkerRepository) private readonly workers: WorkerRepository,
    @Inject(QUEUE_BACKEND) private readonly queue: QueueBackend,
    @Inject(ServerClosing) private readonly closing: ServerClosing,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async parts(): Promise<Parts> {
    const [catalogue, queue, storage, workers] = await Promise.all([
      this.catalogue(),
      stateOf(this.queue.ping()),
      stateOf(tryWriting(storageRoot(this.environment))),
      stateOf(this.someWorker()),
    ]);
    return { catalogue, queue, storage, workers, server: this.closing.signal.aborted ? 'down' : 'ok' };
  }

  catalogue(): Promise<PartState> {
    return stateOf(sql`select 1`.execute(this.catalog));
  }

  private async someWorker(): Promise<void> {
    const goesWithServer = this.closing.signal.aborted && this.environment.role !== 'api';
    if ((await this.workers.alive()) === 0 && !goesWithServer) throw new Error('no worker');
  }
}

/** Readiness is a question about failure: an error here is its answer, not a fault to pass on. */
async function stateOf(attempt: Promise<unknown>): Promise<PartState> {
  const late = new Promise<PartState>((resolve) => {
    setTimeout(() => resolve('down'), PATIENCE_MS).unref();
  });
  const answer = attempt.then(
    () => 'ok' as const,
    () => 'down' as const,
  );
  return Promise.race([answer, late]);
}

/** Writes and removes a small file. Throws what the system says: no right, no space, no disk. */
export async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, `.probe-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path, Buffer.alloc(4096));
  } finally {
    await rm(path, { force: true });
  }
}
