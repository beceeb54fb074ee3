import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/errors.js';
import { BODY_TYPES, type BodyType } from './read-pushed-rows.js';
import { RowReceiver } from './row-receiver.js';

const EXAMPLE = {
  dataset: 'payments',
  accepted: 2,
  refused: 1,
  rejects: [{ row: 3, column: 'amount', value: 'ten', reason: 'not a DECIMAL(12,2)' }],
  position: { segment: 'mh2k5x1c-9f2c01ab34de.log', offset: 0 },
};

@ApiTags('datasets')
@Controller('api/datasets')
export class RowsController {
  constructor(@Inject(RowReceiver) private readonly receiver: RowReceiver) {}

  @Post(':name/rows')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Push rows into a dataset',
    description:
      'Answered when the rows are on the disk; the next refresh of the dataset shows them. Rows that do not fit the columns are refused, each ' +
      'with its reason; when more are refused than `rejects.tolerance` allows, none is kept (422). At most 32 MB, `Content-Encoding: gzip` allowed.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'The same key with the same body is stored once and answered the same; with another body it is refused (409).',
  })
  @ApiConsumes(...BODY_TYPES)
  @ApiBody({
    schema: { oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }, { type: 'string' }] },
  })
  @ApiResponse({ status: 202, example: EXAMPLE })
  async push(
    @Param('name') name: string,
    @Headers('content-type') contentType: string | undefined,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (idempotencyKey !== undefined && !/^[\x20-\x7e]{1,200}$/.test(idempotencyKey)) {
      throw new AppError('rows.bad-key', 'An idempotency key has 1 to 200 printable characters.', {
        severity: 'usage',
      });
    }
    const { receipt, replayed } = await this.receiver.receive(name, {
      type: bodyType(contentType),
      body,
      idempotencyKey,
    });
    if (replayed) reply.header('idempotency-replayed', 'true');
    return receipt;
  }
}

/** The server takes no other types in; a request without a body has none. */
function bodyType(contentType = ''): BodyType {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  return BODY_TYPES.find((each) => each === type) ?? 'application/json';
}
