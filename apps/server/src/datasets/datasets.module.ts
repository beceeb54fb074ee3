import { Module } from '@nestjs/common';
import { EngineModule } from '../engine/engine.module.js';
import { DatasetReader } from './dataset-reader.js';
import { DatasetRefresher } from './dataset-refresher.js';

/** Versions of datasets: making them and reading them. Needs the catalogue, ENVIRONMENT and CLOCK, which are provided globally. */
@Module({
  imports: [EngineModule],
  providers: [DatasetReader, DatasetRefresher],
  exports: [EngineModule, DatasetReader, DatasetRefresher],
})
export class DatasetsModule {}
