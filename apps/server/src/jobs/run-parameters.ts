import { AppError } from '../common/errors.js';
import { suggest } from '../content/did-you-mean.js';
import type { ReportSpec } from '../content/spec/report.js';
import { isDay } from '../common/is-day.js';

type Declared = ReportSpec['parameters'];
type Given = Readonly<Record<string, string | number>>;

/**
 * Values of a report's declared parameters: default, then what the job says, then what the command says. Numbers are read from text. Throws
 * AppError `run.parameter-unknown`, `run.parameter-invalid`, `run.parameter-missing` (usage).
 */
export function readParameters(declared: Declared, ...given: Given[]): Record<string, string | number> {
  const merged: Record<string, string | number> = Object.assign({}, ...given);
  for (const name of Object.keys(merged)) {
    if (!Object.hasOwn(declared, name)) throw unknown(name, Object.keys(declared));
  }
  const values: Record<string, string | number> = {};
  for (const [name, { type, default: fallback }] of Object.entries(declared)) {
    const value = merged[name] ?? fallback;
    if (value === undefined)
      throw usage('run.parameter-missing', `The parameter "${name}" has no value.`, `Add --set ${name}=….`);
    values[name] = coerce(name, type, value);
  }
  return values;
}

function coerce(name: string, type: Declared[string]['type'], value: string | number): string | number {
  if (type === 'string') return String(value);
  if (type === 'number') {
    const number = typeof value === 'number' ? value : Number(value.trim() || Number.NaN);
    if (Number.isFinite(number)) return number;
    throw usage('run.parameter-invalid', `The parameter "${name}" must be a number, not "${value}".`);
  }
  if (isDay(String(value))) return String(value);
  throw usage('run.parameter-invalid', `The parameter "${name}" must be a date like 2026-10-31, not "${value}".`);
}

function unknown(name: string, known: string[]): AppError {
  const hint = known.length === 0 ? 'The report declares no parameters.' : suggest(name, known, 'parameters');
  return usage('run.parameter-unknown', `The report has no parameter "${name}".`, hint);
}

function usage(code: string, message: string, hint?: string): AppError {
  return new AppError(code, message, { severity: 'usage', hint });
}
