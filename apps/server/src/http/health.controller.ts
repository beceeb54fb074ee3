import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import { CATALOG, type Catalog } from '../catalog/catalog.js';
import { Public } from './viewer.js';
import { VERSIONS, type Versions } from './versions.js';

@ApiTags('server')
@Controller('api/health')
export class HealthController {
  constructor(
    @Inject(CATALOG) private readonly catalog: Catalog,
    @Inject(VERSIONS) private readonly versions: Versions,
  ) {}

  @Public()
  @Get()
  @ApiOperation({ summary: 'Whether the server can work', description: 'Open to all; 503 when the catalogue is away.' })
  @ApiResponse({
    status: 200,
    example: { status: 'ok', catalogue: 'ok', versions: { decile: '0.1.0', node: '24.21.0' } },
  })
  @ApiResponse({ status: 503, example: { status: 'down', catalogue: 'down', versions: { decile: '0.1.0' } } })
  async health(@Res({ passthrough: true }) reply: FastifyReply) {
    const catalogue = await this.ping();
    if (catalogue === 'down') reply.status(503);
    return { status: catalogue, catalogue, versions: this.versions };
  }

  /** Health is a question about failure: an error here is its answer, not a fault to pass on. */
  private ping(): Promise<'ok' | 'down'> {
    return sql`select 1`.execute(this.catalog).then(
      () => 'ok' as const,
      () => 'down' as const,
    );
  }
}
