import { Global, Inject, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment.js';
import { CATALOG } from './catalog.js';
import { DatasetVersionRepository } from './dataset-version.repository.js';
import { IssueNoteRepository } from './issue-note.repository.js';
import { OPEN_CATALOG, openCatalog, type OpenCatalog } from './open-catalog.js';
import { ResultRepository } from './result.repository.js';
import { RunRepository } from './run.repository.js';
import { ScheduleRepository } from './schedule.repository.js';
import { SigningKeyRepository } from './signing-key.repository.js';
import { WorkerRepository } from './worker.repository.js';

@Injectable()
class CatalogShutdown implements OnApplicationShutdown {
  constructor(@Inject(OPEN_CATALOG) private readonly open: OpenCatalog) {}

  onApplicationShutdown(): Promise<void> {
    return this.open.close();
  }
}

/** Opens the catalogue at start, closes it after everything else has stopped. */
@Global()
@Module({
  providers: [
    {
      provide: OPEN_CATALOG,
      inject: [ENVIRONMENT],
      useFactory: (environment: Environment) => {
        const logger = new Logger('Catalog');
        return openCatalog(environment, { onError: (error) => isShutdown(error) || logger.warn(String(error)) });
      },
    },
    { provide: CATALOG, inject: [OPEN_CATALOG], useFactory: (open: OpenCatalog) => open.catalog },
    DatasetVersionRepository,
    IssueNoteRepository,
    ResultRepository,
    RunRepository,
    ScheduleRepository,
    SigningKeyRepository,
    WorkerRepository,
    CatalogShutdown,
  ],
  exports: [
    OPEN_CATALOG,
    CATALOG,
    DatasetVersionRepository,
    IssueNoteRepository,
    ResultRepository,
    RunRepository,
    ScheduleRepository,
    SigningKeyRepository,
    WorkerRepository,
  ],
})
export class CatalogModule {}

/** `admin_shutdown`: the server was stopped, which is said by what then fails and is mended, not by each idle connection. */
function isShutdown(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '57P01';
}
