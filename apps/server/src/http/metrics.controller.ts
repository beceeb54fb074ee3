import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Gauge, Registry } from 'prom-client';
import { RunRepository } from '../catalog/run.repository.js';
import { ScheduleRepository } from '../catalog/schedule.repository.js';
import { WorkerRepository } from '../catalog/worker.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { measureProcess, registry } from '../common/telemetry.js';
import { RunQueue } from '../jobs/queue.js';

@ApiTags('server')
@Controller('metrics')
export class MetricsController {
  /** What all processes of the project share; the same from whichever is asked. */
  private readonly shared = new Registry();
  private readonly runs = this.gauge('decile_runs', 'Runs in the ledger, by job and state', ['job', 'state']);
  private readonly queue = this.gauge('decile_queue_steps', 'Steps in the queue: waiting, delayed, active', ['state']);
  private readonly lag = this.gauge('decile_schedule_lag_seconds', 'How late the oldest due time is that waits');
  private readonly alive = this.gauge('decile_workers', 'Workers seen in the last 20 s');

  constructor(
    @Inject(RunRepository) private readonly ledger: RunRepository,
    @Inject(ScheduleRepository) private readonly schedules: ScheduleRepository,
    @Inject(WorkerRepository) private readonly workers: WorkerRepository,
    @Inject(RunQueue) private readonly steps: RunQueue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    measureProcess();
  }

  @Get()
  @ApiOperation({
    summary: 'Figures for Prometheus',
    description:
      'Runs, queue, workers and schedules of the whole project; steps, files, queries and memory of this process.',
  })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'Text format 0.0.4' })
  async metrics(@Res() reply: FastifyReply) {
    await this.collect();
    const text = `${await this.shared.metrics()}\n${await registry.metrics()}`;
    return reply.type(registry.contentType).send(text);
  }

  private async collect(): Promise<void> {
    const [runs, counts, lag, alive] = await Promise.all([
      this.ledger.countByState(),
      this.steps.counts(),
      this.schedules.lagSeconds(this.clock.now()),
      this.workers.alive(),
    ]);
    this.runs.reset();
    for (const { job, state, n } of runs) this.runs.set({ job, state }, n);
    for (const [state, n] of Object.entries(counts)) this.queue.set({ state }, n);
    this.lag.set(lag);
    this.alive.set(alive);
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.shared] });
  }
}
