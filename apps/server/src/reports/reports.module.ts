import { Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment.js';
import { DatasetsModule } from '../datasets/datasets.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { ReportComposer } from './html/report-composer.js';
import { IssueStore } from './issues/issue-store.js';
import { RenderStep } from './issues/render-step.js';
import { ResolveStep } from './issues/resolve-step.js';
import { IssueNotes } from './notes/issue-notes.js';
import { PdfRenderer } from './pdf/pdf-renderer.js';
import { ReportPreview } from './preview/report-preview.js';
import { IssueVerifier } from './verify/issue-verifier.js';

/** Frozen results, their files, and the steps of a run that make them. */
@Module({
  imports: [EngineModule, DatasetsModule],
  providers: [
    {
      provide: PdfRenderer,
      inject: [ENVIRONMENT],
      useFactory: ({ browserPath }: Environment) => new PdfRenderer(browserPath === undefined ? {} : { browserPath }),
    },
    ReportComposer,
    IssueStore,
    IssueNotes,
    ResolveStep,
    RenderStep,
    IssueVerifier,
    ReportPreview,
  ],
  exports: [ReportPreview, IssueStore, IssueNotes, ResolveStep, RenderStep, IssueVerifier],
})
export class ReportsModule {}
