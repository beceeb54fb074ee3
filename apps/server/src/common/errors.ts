/** Exit codes of the command line; every AppError maps to one of them. */
export const ExitCode = { ok: 0, content: 1, usage: 2, gate: 3, infrastructure: 4 } as const;

export type Severity = 'content' | 'usage' | 'gate' | 'infrastructure';

export interface AppErrorOptions {
  /** What the reader can do about it, one sentence. */
  hint?: string;
  severity?: Severity;
  /** True only where the same call may succeed later with nothing changed by a person. */
  retryable?: boolean;
  cause?: unknown;
  /** Where and what: file, line, column, block, dataset… Shown and logged, never a secret. */
  details?: Record<string, unknown>;
}

/**
 * A failure with a name. It knows no HTTP and no queue: the HTTP filter and the job wrapper translate it.
 * `code` is `area.problem` in kebab-case, for instance `dataset.tolerance-exceeded`.
 */
export class AppError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly severity: Severity;
  readonly retryable: boolean;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.severity = options.severity ?? 'content';
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** Plain, storable form of any thrown value. */
export interface ErrorRecord {
  code: string;
  message: string;
  hint?: string;
  severity: Severity;
  retryable: boolean;
  details: Record<string, unknown>;
}

export function toErrorRecord(thrown: unknown): ErrorRecord {
  if (thrown instanceof AppError) {
    const { code, message, hint, severity, retryable, details } = thrown;
    return { code, message, ...(hint ? { hint } : {}), severity, retryable, details };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, severity: 'infrastructure', retryable: false, details: {} };
}

/** The error that a record was made of, as far as it tells. */
export function fromErrorRecord({ code, message, ...options }: ErrorRecord): AppError {
  return new AppError(code, message, options);
}
