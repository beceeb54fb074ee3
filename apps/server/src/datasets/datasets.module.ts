import { Module } from '@nestjs/common';
import { RowPushRepository } from '../catalog/row-push.repository.js';
import { EngineModule } from '../engine/engine.module.js';
import { DatasetReader } from './dataset-reader.js';
import { DatasetRefresher } from './dataset-refresher.js';
import { DecisionService } from './decisions/decision-service.js';
import { DecisionsController } from './decisions/decisions.controller.js';
import { GarbageCollector } from './retention/garbage-collector.js';
import { GarbageSweeper } from './retention/garbage-sweeper.js';
import { RowReceiver } from './rows/row-receiver.js';
import { RowsController } from './rows/rows.controller.js';

/** Versions of datasets: making them and reading them. Needs the catalogue, ENVIRONMENT, CLOCK and PROJECT, which are provided globally. */
@Module({
  imports: [EngineModule],
  controllers: [RowsController, DecisionsController],
  providers: [
    RowPushRepository,
    DatasetReader,
    DatasetRefresher,
    RowReceiver,
    DecisionService,
    GarbageCollector,
    GarbageSweeper,
  ],
  exports: [EngineModule, DatasetReader, DatasetRefresher, GarbageCollector],
})
export class DatasetsModule {}
