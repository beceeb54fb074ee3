import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AppError } from '../common/errors.js';
import { toProblem } from './problem.js';

const statusOf = (code: string, more = {}) => toProblem(new AppError(code, 'm', more), '/x').status;

describe('toProblem', () => {
  it('takes the status from the code where the code says it', () => {
    expect(statusOf('run.not-found', { severity: 'usage' })).toBe(404);
    expect(statusOf('run.already-ended')).toBe(409);
    expect(statusOf('identity.required')).toBe(401);
    expect(statusOf('identity.cross-site')).toBe(403);
  });

  it('takes it from the severity else, and asks to come back only where that may help', () => {
    expect(statusOf('report.empty-block', { severity: 'gate' })).toBe(409);
    expect(statusOf('dataset.unknown-input')).toBe(422);
    expect(statusOf('catalog.away', { severity: 'infrastructure', retryable: true })).toBe(503);
    expect(statusOf('storage.full', { severity: 'infrastructure' })).toBe(500);
  });

  it('keeps hint and details of an AppError', () => {
    const problem = toProblem(new AppError('a.b', 'm', { hint: 'h', details: { line: 3 } }), '/x');
    expect(problem).toMatchObject({ code: 'a.b', detail: 'm', hint: 'h', details: { line: 3 }, instance: '/x' });
  });

  it('does not tell the message of a defect', () => {
    expect(JSON.stringify(toProblem(new Error('password=secret'), '/x'))).not.toContain('secret');
    expect(toProblem('text', '/x').status).toBe(500);
  });

  it('keeps the status that the framework gave', () => {
    expect(toProblem(new NotFoundException('Cannot GET /x'), '/x')).toMatchObject({
      status: 404,
      code: 'request.not-found',
    });
    expect(toProblem(Object.assign(new Error('too large'), { statusCode: 413 }), '/x').status).toBe(413);
  });
});
