import { StandardSchemaValidationPipe } from '@nestjs/common';
import { AppError } from '../common/errors.js';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

/** Checks bodies, queries and parameters that declare a zod schema (`@Body({ schema })`); throws `request.invalid`. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: (issues) => invalidRequest(issues) });
}

/** One error for all that is wrong with a request; `details.issues` names each field. */
export function invalidRequest(issues: readonly Issue[]): AppError {
  const located = issues.map(({ message, path = [] }) => ({ field: path.map(segment).join('.'), message }));
  const text = located.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  return new AppError('request.invalid', text, {
    severity: 'usage',
    hint: 'The fields and their forms are listed at /api/docs.',
    details: { issues: located },
  });
}

function segment(part: PropertyKey | { key: PropertyKey }): string {
  return String(typeof part === 'object' ? part.key : part);
}
