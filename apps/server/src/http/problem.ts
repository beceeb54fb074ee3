import { HttpException } from '@nestjs/common';
import { AppError } from '../common/errors.js';

/** RFC 9457 body of every failed request, `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable name of the failure, `area.problem`. */
  code: string;
  hint?: string;
  instance: string;
  details?: Record<string, unknown>;
}

const STATUS_BY_CODE: Record<string, number> = {
  'request.invalid': 422,
  'identity.required': 401,
  'identity.link-spent': 401,
  'identity.cross-site': 403,
  'rows.key-conflict': 409,
};
const STATUS_BY_ENDING: [RegExp, number][] = [
  [/\.(not-found|unknown-(job|run|issue|dashboard|report|file))$/, 404],
  [/\.(conflict|already-[a-z-]+)$/, 409],
];
const STATUS_BY_SEVERITY = { content: 422, usage: 422, gate: 409, infrastructure: 500 } as const;
const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Sign-in needed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too big',
  415: 'Unknown kind of body',
  422: 'Cannot be done as asked',
  500: 'Failed inside',
  503: 'Not available now',
};

/** HTTP status of an error: by its code, else by its severity; retryable failures of the machine are 503. */
export function statusOf(error: AppError): number {
  const byCode = STATUS_BY_CODE[error.code] ?? STATUS_BY_ENDING.find(([ending]) => ending.test(error.code))?.[1];
  if (byCode !== undefined) return byCode;
  return error.severity === 'infrastructure' && error.retryable ? 503 : STATUS_BY_SEVERITY[error.severity];
}

/**
 * Problem body of anything thrown. What is not an AppError or an HTTP exception is a defect: its message stays in the log,
 * for it may hold what the caller must not see.
 */
export function toProblem(thrown: unknown, instance: string): Problem {
  if (thrown instanceof AppError) {
    const { code, message, hint, details } = thrown;
    const more = { ...(hint ? { hint } : {}), ...(Object.keys(details).length > 0 ? { details } : {}) };
    return problem(statusOf(thrown), code, message, instance, more);
  }
  const status = httpStatus(thrown);
  if (status !== undefined && status < 500) {
    const code = status === 404 ? 'request.not-found' : 'request.refused';
    return problem(status, code, (thrown as Error).message, instance);
  }
  return problem(500, 'internal', 'Something failed inside the server.', instance, {
    hint: 'The server log says more; look for this path in it.',
  });
}

/** Status that Nest or Fastify gave an error of theirs. */
function httpStatus(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number') {
    return thrown.statusCode;
  }
  return undefined;
}

function problem(status: number, code: string, detail: string, instance: string, more: Partial<Problem> = {}): Problem {
  return { type: 'about:blank', title: TITLES[status] ?? 'Request failed', status, detail, code, instance, ...more };
}
