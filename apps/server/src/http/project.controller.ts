import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PROJECT, type Item, type Project } from '../content/project.js';
import type { JobSpec } from '../content/spec/job.js';

@ApiTags('project')
@Controller('api/project')
export class ProjectController {
  constructor(@Inject(PROJECT) private readonly project: Project) {}

  @Get()
  @ApiOperation({ summary: 'What the project holds', description: 'Titles are one string, or one for each language.' })
  @ApiResponse({
    status: 200,
    example: {
      name: 'demo',
      title: { ko: '데모', en: 'Demo' },
      language: 'ko',
      time_zone: 'Asia/Seoul',
      currency: 'KRW',
      brand: { name: 'Decile', color: '#1f4e79' },
      jobs: [{ name: 'rfm-grades', title: 'RFM grades', report: 'rfm-grades', as_of: 'month_end' }],
      reports: [{ name: 'rfm-grades', title: 'Best customers' }],
      dashboards: [{ name: 'grade-monitoring', title: 'Grades month by month', description: null }],
      mistakes: 0,
    },
  })
  describe() {
    const { spec, jobs, reports, dashboards, diagnostics } = this.project;
    const { name, title, language, time_zone, currency, brand } = spec;
    return {
      name,
      title,
      language,
      time_zone,
      currency,
      brand: brand ?? null,
      jobs: [...jobs.values()].map(describeJob),
      reports: [...reports.values()].map((item) => ({ name: item.name, title: item.spec.title })),
      dashboards: [...dashboards.values()].map((item) => ({
        name: item.name,
        title: item.spec.title,
        description: item.spec.description ?? null,
      })),
      mistakes: diagnostics.filter(({ severity }) => severity === 'error').length,
    };
  }
}

function describeJob({ name, spec }: Item<JobSpec>) {
  const { title, report, language, formats, as_of, parameters } = spec;
  return { name, title, report, language: language ?? null, formats, as_of, parameters };
}
