import { Global, Module } from '@nestjs/common';
import { DatasetsModule } from './datasets/datasets.module.js';
import { RefreshStep } from './datasets/refresh-step.js';
import { STEP_HANDLERS, type StepHandlers } from './jobs/steps.js';
import { RenderStep } from './reports/issues/render-step.js';
import { ResolveStep } from './reports/issues/resolve-step.js';
import { ReportsModule } from './reports/reports.module.js';

/** What each kind of step of a run does. */
@Global()
@Module({
  imports: [DatasetsModule, ReportsModule],
  providers: [
    RefreshStep,
    {
      provide: STEP_HANDLERS,
      inject: [RefreshStep, ResolveStep, RenderStep],
      useFactory: (refresh: RefreshStep, resolve: ResolveStep, render: RenderStep): StepHandlers =>
        new Map([
          ['refresh', (context) => refresh.handle(context)],
          ['resolve', (context) => resolve.handle(context)],
          ['render', (context) => render.handle(context)],
        ]),
    },
  ],
  exports: [STEP_HANDLERS],
})
export class StepsModule {}
