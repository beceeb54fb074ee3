import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readiness } from './readiness.js';
import { Public } from './viewer.js';
import { VERSIONS, type Versions } from './versions.js';

@ApiTags('server')
@Controller('api/health')
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(VERSIONS) private readonly versions: Versions,
  ) {}

  @Public()
  @Get()
  @ApiOperation({
    summary: 'Whether this process lives',
    description:
      'Open to all; 200 as long as it answers, also while the catalogue is away: starting it again would not help.',
  })
  @ApiResponse({
    status: 200,
    example: { status: 'ok', catalogue: 'ok', versions: { decile: '0.1.0', node: '24.21.0' } },
  })
  async health() {
    return { status: 'ok', catalogue: await this.readiness.catalogue(), versions: this.versions };
  }

  @Public()
  @Get('ready')
  @ApiOperation({ summary: 'Whether the server can take work', description: 'Open to all; 503 when a part is down.' })
  @ApiResponse({
    status: 200,
    example: { status: 'ok', catalogue: 'ok', queue: 'ok', storage: 'ok', workers: 'ok', server: 'ok' },
  })
  @ApiResponse({
    status: 503,
    example: { status: 'down', catalogue: 'ok', queue: 'ok', storage: 'ok', workers: 'down', server: 'ok' },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const parts = await this.readiness.parts();
    const status = Object.values(parts).includes('down') ? 'down' : 'ok';
    if (status === 'down') reply.status(503);
    return { status, ...parts };
  }
}
