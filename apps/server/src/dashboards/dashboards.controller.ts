import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AppError } from '../common/errors.js';
import { language } from '../content/spec/common.js';
import { PROJECT, type Project } from '../content/project.js';
import { DashboardResolver } from './dashboard-resolver.js';

const dashboardRequest = z.strictObject({ language: language.optional() });

@ApiTags('dashboards')
@Controller('api/dashboards')
export class DashboardsController {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(DashboardResolver) private readonly dashboards: DashboardResolver,
  ) {}

  @Get(':name')
  @ApiOperation({
    summary: 'A dashboard with its blocks resolved',
    description: 'Rows, formats and provenance of every block.',
  })
  @ApiQuery({ name: 'language', required: false, example: 'ko' })
  @ApiResponse({
    status: 200,
    example: {
      name: 'grade-monitoring',
      language: 'en',
      title: 'Grades month by month',
      blocks: [
        {
          id: 'headline',
          kind: 'kpi',
          reads: ['grades.shares'],
          items: [{ label: 'Best', value: 1558, format: 'number' }],
        },
      ],
    },
  })
  async resolve(
    @Param('name') name: string,
    @Query({ schema: dashboardRequest }) query: z.infer<typeof dashboardRequest>,
  ) {
    const known = [...this.project.dashboards.keys()];
    if (!known.includes(name)) {
      const hint = known.length > 0 ? `There are: ${known.join(', ')}.` : 'The project has none.';
      throw new AppError('dashboard.not-found', `There is no dashboard "${name}".`, { severity: 'usage', hint });
    }
    const shown = query.language ?? this.project.spec.language;
    return { language: shown, ...(await this.dashboards.resolve(name, shown)) };
  }
}
