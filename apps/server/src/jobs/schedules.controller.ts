import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ScheduleRepository } from '../catalog/schedule.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { PROJECT, type Project } from '../content/project.js';
import { describeSchedules } from './describe-schedules.js';

@ApiTags('runs')
@Controller('api/schedules')
export class SchedulesController {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(ScheduleRepository) private readonly schedules: ScheduleRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Jobs that run by themselves, with their next and last due times',
    description: 'A due time is `due`, `started` (see its run), `skipped` (late or superseded) or `failed`.',
  })
  @ApiResponse({
    status: 200,
    example: {
      schedules: [
        {
          job: 'rfm-grades',
          title: 'RFM grades',
          cron: '0 7 1 * *',
          time_zone: 'Asia/Seoul',
          missed: 'latest',
          words: { ko: '07:00, 매월 1일', en: 'At 07:00, on day 1 of the month' },
          paused_at: null,
          since: '2026-10-01T00:00:00.000Z',
          next: ['2026-11-30T22:00:00.000Z'],
          last: [
            {
              due_at: '2026-10-31T22:00:00.000Z',
              state: 'started',
              reason: null,
              run_id: '0198c0de-0000-7000-8000-000000000001',
              run_state: 'done',
              error: null,
            },
          ],
        },
      ],
    },
  })
  async list() {
    return { schedules: await describeSchedules(this.project, this.schedules, this.clock.now()) };
  }
}
