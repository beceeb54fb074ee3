import type { Project } from '../../content/project.js';
import type { TemplateText } from './template-failure.js';

/** What of a template folder stands for or adds to the built-in look; the style comes after the built-in one. */
export interface ReportTemplate {
  layout?: TemplateText;
  style?: string;
  /** By name: those of the report, and those that all reports share. */
  partials?: Readonly<Record<string, TemplateText>>;
}

/** The template of a report as the project has it now; empty where it has none of its own. */
export function reportTemplate({ reports }: Pick<Project, 'reports'>, report: string): ReportTemplate {
  const { layout, style, partials } = reports.get(report) ?? {};
  return {
    ...(layout !== undefined && { layout: { file: `report-templates/${report}/layout.hbs`, text: layout } }),
    ...(style !== undefined && { style }),
    ...(partials !== undefined && { partials }),
  };
}
