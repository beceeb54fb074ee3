import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ResultRepository } from '../catalog/result.repository.js';
import { RunRepository, type Run } from '../catalog/run.repository.js';
import { AppError } from '../common/errors.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../config/environment.js';
import { PROJECT, type Project } from '../content/project.js';
import { findArtefact, sendArtefact } from '../http/artefact-file.js';
import { eventBytes } from '../http/event-stream.js';
import { ServerClosing } from '../http/server-closing.js';
import { RunFollower } from './run-follower.js';
import * as requests from './run-requests.js';
import { RunStarter } from './run-starter.js';
import { viewEvent, viewFile, viewRun, viewStep } from './run-view.js';

const EXAMPLE_RUN = {
  id: '0198c0de-0000-7000-8000-000000000001',
  job: 'rfm-grades',
  report: 'rfm-grades',
  as_of: '2026-10-31',
  language: 'ko',
  formats: ['pdf', 'xlsx', 'html', 'json'],
  parameters: {},
  state: 'queued',
  cancel_requested: false,
  result_id: null,
  error: null,
  created_at: '2026-11-01T00:00:00.000Z',
  started_at: null,
  finished_at: null,
};
const EXAMPLE_STEP = { step: 'refresh:orders', state: 'done', progress: 1, attempts: 1, output: 'abab…', reused: true };
const EXAMPLE_FILE = {
  format: 'pdf',
  name: 'rfm-grades.pdf',
  bytes: 182_331,
  sha256: 'cdcd…',
  url: '/api/runs/0198c0de-0000-7000-8000-000000000001/files/rfm-grades.pdf',
};

@ApiTags('runs')
@Controller('api')
export class RunsController {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(RunStarter) private readonly starter: RunStarter,
    @Inject(RunFollower) private readonly follower: RunFollower,
    @Inject(RunRepository) private readonly runs: RunRepository,
    @Inject(ResultRepository) private readonly results: ResultRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(ServerClosing) private readonly closing: ServerClosing,
  ) {}

  @Post('jobs/:name/runs')
  @HttpCode(202)
  @ApiOperation({ summary: 'Start a run of a job', description: 'Answers at once; follow it at the Location.' })
  @ApiBody({
    required: false,
    schema: { type: 'object' },
    examples: {
      plain: { summary: 'As the job says', value: {} },
      full: { value: { as_of: '2026-10-31', language: 'en', formats: ['pdf'], set: {} } },
    },
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Asked again with the same key (a lost answer, a retry), the answer is the same run.',
  })
  @ApiResponse({ status: 202, example: EXAMPLE_RUN })
  async start(
    @Param('name') name: string,
    @Body({ schema: requests.startRequest }) body: requests.StartRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!this.project.jobs.has(name)) throw missing('job', name, [...this.project.jobs.keys()]);
    const { as_of, set, language, formats } = body;
    const run = await this.starter.start(name, { asOf: as_of, set, language, formats }, key || undefined);
    reply.header('location', `/api/runs/${run.id}`);
    return viewRun(run);
  }

  @Get('runs')
  @ApiOperation({ summary: 'The latest runs, newest first' })
  @ApiQuery({ name: 'limit', required: false, example: 50 })
  @ApiResponse({ status: 200, example: { runs: [EXAMPLE_RUN] } })
  async list(@Query({ schema: requests.listRequest }) { limit }: requests.ListRequest) {
    return { runs: (await this.runs.recent(limit)).map(viewRun) };
  }

  @Get('runs/:id')
  @ApiOperation({ summary: 'One run with its steps and files' })
  @ApiResponse({ status: 200, example: { ...EXAMPLE_RUN, steps: [EXAMPLE_STEP], files: [EXAMPLE_FILE] } })
  async find(@Param('id') id: string) {
    const run = await this.get(id);
    const [steps, files] = await Promise.all([this.runs.steps(id), this.artefacts(run)]);
    return { ...viewRun(run), steps: steps.map(viewStep), files: files.map((file) => viewFile(file, filesOf(id))) };
  }

  @Post('runs/:id/cancel')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask a run to stop', description: '409 when it has ended.' })
  @ApiResponse({ status: 202, example: { ...EXAMPLE_RUN, cancel_requested: true } })
  async cancel(@Param('id') id: string) {
    const run = await this.get(id);
    if (!(await this.runs.requestCancel(id))) {
      throw new AppError('run.already-ended', `The run is ${run.state}; there is nothing to stop.`, {
        severity: 'usage',
      });
    }
    return viewRun(await this.get(id));
  }

  @Get('runs/:id/events')
  @ApiOperation({
    summary: 'Follow a run (server-sent events)',
    description:
      'Events `state`, `step`, `log`, each with an id, then `end`. Resumes behind `Last-Event-ID`; ends after the final state.',
  })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, example: '41' })
  @ApiQuery({ name: 'after', required: false, example: 0 })
  @ApiResponse({
    status: 200,
    content: { 'text/event-stream': { example: 'id: 42\nevent: step\ndata: {"progress":0.5}\n\n' } },
  })
  async events(
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query({ schema: requests.eventsRequest }) { after }: requests.EventsRequest,
    @Res() reply: FastifyReply,
  ) {
    await this.get(id);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const resumed = /^\d+$/.test(lastEventId ?? '') ? Number(lastEventId) : after;
    const closing = this.closing.signal;
    const events = this.follower.follow(id, resumed, AbortSignal.any([gone.signal, closing]));
    return reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      .send(eventBytes(viewed(events), { closing }));
  }

  @Get('runs/:id/files')
  @ApiOperation({ summary: 'Files that a run ended with' })
  @ApiResponse({ status: 200, example: { files: [EXAMPLE_FILE] } })
  async files(@Param('id') id: string) {
    const files = await this.artefacts(await this.get(id));
    return { files: files.map((file) => viewFile(file, filesOf(id))) };
  }

  @Get('runs/:id/files/:file')
  @ApiOperation({
    summary: 'One file, by its name or its format',
    description: '`?inline=1` shows it instead of saving it.',
  })
  @ApiQuery({ name: 'inline', required: false, example: '1' })
  @ApiProduces('application/pdf', 'application/json', 'text/html')
  @ApiResponse({ status: 200, description: 'The bytes of the file' })
  async file(
    @Param('id') id: string,
    @Param('file') file: string,
    @Query({ schema: requests.fileRequest }) { inline }: requests.FileRequest,
    @Res() reply: FastifyReply,
  ) {
    const artefact = findArtefact(await this.artefacts(await this.get(id)), file);
    return sendArtefact(reply, storageRoot(this.environment), artefact, inline);
  }

  private async get(id: string): Promise<Run> {
    const run = await this.runs.find(id);
    if (run) return run;
    throw missing('run', id);
  }

  /** Files of the run's result; none while it runs or where it failed. */
  private async artefacts(run: Run) {
    return run.result_id === null ? [] : this.results.artefacts(run.result_id);
  }
}

function filesOf(runId: string): string {
  return `/api/runs/${runId}/files`;
}

async function* viewed(events: ReturnType<RunFollower['follow']>) {
  for await (const event of events) yield viewEvent(event);
}

function missing(what: string, name: string, known: string[] = []): AppError {
  const hint = known.length > 0 ? `There are: ${known.join(', ')}.` : undefined;
  return new AppError(`${what}.not-found`, `There is no ${what} "${name}".`, { severity: 'usage', hint });
}
