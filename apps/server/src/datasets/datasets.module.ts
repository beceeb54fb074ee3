import { Module } from '@nestjs/common';
import { DatasetVersionRepository } from '../catalog/dataset-version.repository.js';
import { EngineModule } from '../engine/engine.module.js';
import { DatasetReader } from './dataset-reader.js';
import { DatasetRefresher } from './dataset-refresher.js';

/** Versions of datasets: making them and reading them. Needs CATALOG, ENVIRONMENT and CLOCK, which are provided globally. */
@Module({
  imports: [EngineModule],
  providers: [DatasetVersionRepository, DatasetReader, DatasetRefresher],
  exports: [EngineModule, DatasetReader, DatasetRefresher, DatasetVersionRepository],
})
export class DatasetsModule {}
