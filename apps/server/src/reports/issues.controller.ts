import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ResultRepository, type Artefact, type StoredResult } from '../catalog/result.repository.js';
import { AppError } from '../common/errors.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../config/environment.js';
import { findArtefact, sendArtefact } from '../http/artefact-file.js';
import * as requests from '../jobs/run-requests.js';
import { viewFile } from '../jobs/run-view.js';

const EXAMPLE = {
  id: '3f3f…',
  short_id: '3f3f3f3f3f3f',
  report: 'rfm-grades',
  title: '우량 고객 등급 보고서',
  as_of: '2026-10-31',
  language: 'ko',
  created_at: '2026-11-01T00:00:12.000Z',
  files: [
    {
      format: 'pdf',
      name: 'rfm-grades.pdf',
      bytes: 182_331,
      sha256: 'cdcd…',
      url: '/api/issues/3f3f…/files/rfm-grades.pdf',
    },
  ],
};

/** Issues: frozen results with the files made of them. */
@ApiTags('issues')
@Controller('api/issues')
export class IssuesController {
  constructor(
    @Inject(ResultRepository) private readonly results: ResultRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The latest issues, newest first' })
  @ApiQuery({ name: 'limit', required: false, example: 50 })
  @ApiResponse({ status: 200, example: { issues: [EXAMPLE] } })
  async list(@Query({ schema: requests.listRequest }) { limit }: requests.ListRequest) {
    const results = await this.results.recent(limit);
    const issues = await Promise.all(
      results.map(async (result) => viewIssue(result, await this.results.artefacts(result.id))),
    );
    // A result whose files are not written yet is no issue.
    return { issues: issues.filter(({ files }) => files.length > 0) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One issue' })
  @ApiResponse({ status: 200, example: EXAMPLE })
  async find(@Param('id') id: string) {
    return viewIssue(await this.get(id), await this.results.artefacts(id));
  }

  @Get(':id/html')
  @ApiOperation({
    summary: 'The issue as a page',
    description: 'Shown without scripts, without network, in an origin of its own.',
  })
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'The standalone page' })
  async html(@Param('id') id: string, @Res() reply: FastifyReply) {
    await this.get(id);
    const artefact = findArtefact(await this.results.artefacts(id), 'html');
    return sendArtefact(reply, storageRoot(this.environment), artefact, true);
  }

  @Get(':id/files/:file')
  @ApiOperation({ summary: 'A file of an issue, by its name or its format' })
  @ApiQuery({ name: 'inline', required: false, example: '1' })
  @ApiProduces('application/pdf', 'application/json', 'text/html')
  @ApiResponse({ status: 200, description: 'The bytes of the file' })
  async file(
    @Param('id') id: string,
    @Param('file') file: string,
    @Query({ schema: requests.fileRequest }) { inline }: requests.FileRequest,
    @Res() reply: FastifyReply,
  ) {
    await this.get(id);
    const artefact = findArtefact(await this.results.artefacts(id), file);
    return sendArtefact(reply, storageRoot(this.environment), artefact, inline);
  }

  private async get(id: string): Promise<StoredResult> {
    const result = await this.results.find(id);
    if (result) return result;
    throw new AppError('issue.not-found', `There is no issue "${id}".`, { severity: 'usage' });
  }
}

function viewIssue({ id, report, title, as_of, language, created_at }: StoredResult, artefacts: Artefact[]) {
  const files = artefacts.map((artefact) => viewFile(artefact, `/api/issues/${id}/files`));
  return {
    id,
    short_id: id.slice(0, 12),
    report,
    title,
    as_of,
    language,
    files,
    created_at: created_at.toISOString(),
  };
}
