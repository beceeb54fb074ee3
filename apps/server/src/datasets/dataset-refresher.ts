import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DatasetVersionRepository } from '../catalog/dataset-version.repository.js';
import { RowPushRepository } from '../catalog/row-push.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../config/environment.js';
import type { DatasetItem } from '../content/project.js';
import { Engine } from '../engine/engine.js';
import type { RefreshContext } from './build-context.js';
import { refreshDataset, type Refreshed } from './refresh-dataset.js';

/** refreshDataset with the services of this process. */
@Injectable()
export class DatasetRefresher {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
    @Inject(RowPushRepository) private readonly pushes: RowPushRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'stateDir' | 'allowHosts'>,
  ) {}

  /** See refreshDataset. */
  refresh(item: DatasetItem, context: RefreshContext): Promise<Refreshed> {
    const { stateDir, allowHosts } = this.environment;
    return refreshDataset(item, context, {
      engine: this.engine,
      versions: this.versions,
      pushes: this.pushes,
      clock: this.clock,
      root: storageRoot(this.environment),
      scratchRoot: join(stateDir, 'tmp'),
      allowHosts,
    });
  }
}
