import {
  Inject,
  Injectable,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OPEN_CATALOG, type OpenCatalog } from '../catalog/open-catalog.js';
import { ENVIRONMENT, type Environment } from '../config/environment.js';
import { openQueueBackend, QUEUE_BACKEND, type QueueBackend } from './queue-backend.js';
import { queueWarning } from './queue-warning.js';
import { RunQueue } from './queue.js';
import { RunFollower } from './run-follower.js';
import { RunScheduler } from './run-scheduler.js';
import { RunStarter } from './run-starter.js';
import { RunSweeper } from './run-sweeper.js';
import { RunWorker } from './run-worker.js';
import { StepRunner } from './step-runner.js';
import { WorkerPresence } from './worker-presence.js';

/** Starts worker and sweeper where the role says so; stops them before the catalogue goes. */
@Injectable()
class JobsLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(RunWorker) private readonly worker: RunWorker,
    @Inject(RunSweeper) private readonly sweeper: RunSweeper,
    @Inject(WorkerPresence) private readonly presence: WorkerPresence,
    @Inject(RunScheduler) private readonly scheduler: RunScheduler,
    @Inject(RunQueue) private readonly queue: RunQueue,
    @Inject(QUEUE_BACKEND) private readonly backend: QueueBackend,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.environment.role === 'api') return;
    await this.worker.start();
    this.presence.start();
    this.sweeper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.presence.close();
    await this.scheduler.close();
    await this.sweeper.close();
    await this.worker.close(this.environment.drainSeconds * 1000);
    await this.queue.close();
    await this.backend.close();
  }
}

/** Runs of jobs. Needs CatalogModule and, from global modules, ENVIRONMENT, CLOCK, PROJECT and STEP_HANDLERS. */
@Module({
  providers: [
    {
      provide: QUEUE_BACKEND,
      inject: [OPEN_CATALOG, ENVIRONMENT],
      useFactory: (open: OpenCatalog, { redisUrl }: Environment) => openQueueBackend(open, redisUrl),
    },
    {
      provide: RunQueue,
      inject: [QUEUE_BACKEND],
      useFactory: (backend: QueueBackend) => RunQueue.open(backend, queueWarning(backend.kind, new Logger('RunQueue'))),
    },
    RunStarter,
    RunFollower,
    StepRunner,
    RunWorker,
    RunSweeper,
    RunScheduler,
    WorkerPresence,
    JobsLifecycle,
  ],
  exports: [QUEUE_BACKEND, RunQueue, RunStarter, RunFollower, RunScheduler],
})
export class JobsModule {}
