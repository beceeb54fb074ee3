import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AppError } from '../../common/errors.js';
import type { Outcome } from './decider.js';
import { DecisionService } from './decision-service.js';

const EXAMPLE = {
  event: 'E-1',
  decision: 'send',
  reason: 'sent',
  missing: [],
  rule: 'MALL & within 200 m & 12–18 h & ≥ 5 visits',
  category: 'MALL',
  grade: 2,
  efficiency: 897,
  message: {
    ko: '조건 “MALL & …”에 맞고 2등급이라 보냅니다.',
    en: 'The rule "MALL & …" is met and the customer is of grade 2.',
  },
  rules_version: '88f57dc3294f…',
  grades_version: '6551fcb8d196…',
  decided_at: '2026-11-02T05:30:00.000Z',
  replayed: false,
};

@ApiTags('datasets')
@Controller('api/datasets')
export class DecisionsController {
  constructor(@Inject(DecisionService) private readonly decisions: DecisionService) {}

  @Post(':name/decisions')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Decide on an event: send or hold',
    description:
      'Answered when the decision is on the disk. One event as an object, or up to 1,000 as a list, answered in their order. An event that was ' +
      'decided before is answered as then (`replayed`). An event with a field that does not fit its column is refused: 422, or in a list an ' +
      'entry `refused`.',
  })
  @ApiBody({ schema: { oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] } })
  @ApiResponse({ status: 200, example: EXAMPLE })
  async decide(@Param('name') name: string, @Body() body: unknown) {
    if (Array.isArray(body)) return (await this.decisions.decide(name, body)).map(told);
    const [outcome] = await this.decisions.decide(name, [body]);
    if (!('refused' in outcome!)) return told(outcome!);
    const { column, reason } = outcome.refused;
    const where = column === null ? 'The event' : `"${column}"`;
    throw new AppError('decisions.refused', `${where} is refused: ${reason}.`, {
      severity: 'usage',
      details: { ...outcome.refused },
    });
  }
}

function told(outcome: Outcome) {
  return 'refused' in outcome ? outcome : { ...outcome.answer, replayed: outcome.replayed };
}
