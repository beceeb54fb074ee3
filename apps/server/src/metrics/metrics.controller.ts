import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DatasetVersionRepository } from '../catalog/dataset-version.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { PROJECT, type Project } from '../content/project.js';
import { language } from '../content/spec/common.js';
import { describeMetric, describeMetrics, sampleSql } from './describe-metrics.js';

const metricRequest = z.strictObject({ language: language.optional() });

const EXAMPLE = {
  name: 'orders.revenue',
  title: { ko: '매출', en: 'Revenue' },
  description: null,
  format: 'money',
  direction: 'up',
  targets: { month: 500000000 },
  definition: { expression: 'sum(amount)' },
  inputs: [],
  dataset: 'orders',
  table: 'orders',
  date: 'ordered_on',
  dimensions: ['channel'],
};

/** Where figures come from. */
@ApiTags('metrics')
@Controller('api/metrics')
export class MetricsController {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'All metrics',
    description: 'What each is, how it is computed, and what it can be grouped by.',
  })
  @ApiResponse({ status: 200, example: { metrics: [EXAMPLE] } })
  list() {
    return { metrics: describeMetrics(this.project) };
  }

  @Get(':name')
  @ApiOperation({
    summary: 'A metric with its SQL',
    description:
      'Its definition, the SELECT of its last complete month, and the version of the dataset that it reads now.',
  })
  @ApiQuery({ name: 'language', required: false, example: 'ko' })
  @ApiResponse({
    status: 200,
    example: {
      ...EXAMPLE,
      sql: 'WITH current_facts AS (…',
      version: { id: '9f2c…', as_of: '2026-10-31', made_at: '2026-11-01T00:10:00.000Z' },
    },
  })
  async describe(@Param('name') name: string, @Query({ schema: metricRequest }) query: z.infer<typeof metricRequest>) {
    const metric = describeMetric(this.project, name);
    const version = await this.versions.current(metric.dataset);
    const { datasets, spec } = this.project;
    const sql = sampleSql(metric, {
      datasets,
      calendar: spec.calendar,
      asOf: version?.as_of || this.clock.now().toISOString().slice(0, 10),
      language: query.language ?? spec.language,
    });
    const found = version && { id: version.id, as_of: version.as_of || null, made_at: version.created_at };
    return { ...metric, sql, version: found ?? null };
  }
}
