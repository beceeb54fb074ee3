import { Inject, Injectable } from '@nestjs/common';
import type { Result } from '../../blocks/result.js';
import { PROJECT, type Project } from '../../content/project.js';
import { composeDocument } from './compose-report.js';
import { reportTemplate } from './report-template.js';
import type { ReportTarget } from './view-settings.js';

/** Composes results with the layout and the style that the project gives their report. */
@Injectable()
export class ReportComposer {
  constructor(@Inject(PROJECT) private readonly project: Project) {}

  /** The document, its page numbers still open. Throws AppError `report.template-failed`. */
  compose(result: Result, target: ReportTarget): Promise<string> {
    return composeDocument(result, { target, template: reportTemplate(this.project, result.report) });
  }
}
