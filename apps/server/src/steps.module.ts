import { Global, Module } from '@nestjs/common';
import { DatasetRefresher } from './datasets/dataset-refresher.js';
import { DatasetsModule } from './datasets/datasets.module.js';
import { STEP_HANDLERS, type StepHandlers } from './jobs/steps.js';
import { RenderStep } from './reports/issues/render-step.js';
import { ResolveStep } from './reports/issues/resolve-step.js';
import { ReportsModule } from './reports/reports.module.js';

/** What each kind of step of a run does. */
@Global()
@Module({
  imports: [DatasetsModule, ReportsModule],
  providers: [
    {
      provide: STEP_HANDLERS,
      inject: [DatasetRefresher, ResolveStep, RenderStep],
      useFactory: (refresher: DatasetRefresher, resolve: ResolveStep, render: RenderStep): StepHandlers =>
        new Map([
          ['refresh', (context) => refresher.handle(context)],
          ['resolve', (context) => resolve.handle(context)],
          ['render', (context) => render.handle(context)],
        ]),
    },
  ],
  exports: [STEP_HANDLERS],
})
export class StepsModule {}
