import type { z } from 'zod';
import { suggest } from './did-you-mean.js';
import type { Diagnostic } from './project.js';
import { keysAt, member } from './schema-keys.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

type Issue = z.core.$ZodIssue;

interface Context {
  /** Prefix of the codes: `dataset`, `report`, … */
  area: string;
  schema: z.ZodType;
  source: YamlSource;
}

/** Turns what zod says, one of `plainIssues`, into located diagnostics in plain words: one per unknown key. */
export function explainIssue(issue: Issue, context: Context): Diagnostic[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, context));
    case 'invalid_key':
      return [invalid(path, `"${name(path)}" is no valid name here`, issue.issues[0]?.message, context, 'key')];
    case 'invalid_union':
      return [issue.errors.length === 0 ? explainKind(issue, path, context) : explainValue(issue, path, context)];
    default:
      return [explainValue(issue, path, context)];
  }
}

/** An issue with its whole path; in the place of a union those of its most fitting branch, when one fits better than the others. */
export function plainIssues(issue: Issue, base: YamlPath = []): Issue[] {
  const whole = { ...issue, path: [...base, ...issue.path] };
  if (issue.code !== 'invalid_union') return [whole];
  return fittingBranch(issue)?.flatMap((each) => plainIssues(each, whole.path)) ?? [whole];
}

function unknownKey(path: YamlPath, key: string, { area, schema, source }: Context): Diagnostic {
  return {
    ...source.locate([...path, key], 'key'),
    severity: 'error',
    code: `${area}.unknown-key`,
    message: `unknown key "${key}"${path.length > 0 ? ` in ${written(path)}` : ''}`,
    hint: suggest(key, keysAt(schema, path, source.data), 'keys'),
  };
}

function fittingBranch(issue: Extract<Issue, { code: 'invalid_union' }>): Issue[] | undefined {
  const isWhole = (branch: Issue[], code: Issue['code']): boolean =>
    branch.length === 1 && branch[0]?.code === code && branch[0].path.length === 0;
  const typed = issue.errors.filter((branch) => !isWhole(branch, 'invalid_type'));
  // Where keys are written a branch with keys is meant, not a list of words.
  const keyed = typed.filter((branch) => !isWhole(branch, 'invalid_value'));
  const candidates = (keyed.length > 0 ? keyed : typed).sort((a, b) => weight(a) - weight(b));
  const [best, second] = candidates;
  if (!best || !second || weight(best) < weight(second)) return best;
  // No shape fits better than another: the unknown keys say most, and their hint lists the keys of all shapes.
  const unknown = best.filter((each) => each.code === 'unrecognized_keys');
  return unknown.length > 0 ? unknown : undefined;
}

/** Missing and unknown keys at the top of a branch say that another shape was meant. */
function weight(branch: Issue[]): number {
  return branch.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? 10 : 1),
    0,
  );
}

function explainKind(issue: Extract<Issue, { code: 'invalid_union' }>, path: YamlPath, context: Context): Diagnostic {
  const value = valueAt(context.source.data, path);
  const options = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String);
  if (value === undefined) return missing(path, `one of ${options.join(', ')}`, context);
  return invalid(path, `${label(path)} is ${shown(value)}`, optionHint(value, options), context);
}

function explainValue(issue: Issue, path: YamlPath, context: Context): Diagnostic {
  const value = valueAt(context.source.data, path);
  const subject = label(path);
  if (value === undefined) return missing(path, expected(issue), context);
  if (value === null) return invalid(path, `${subject} is empty`, expectedHint(issue), context, 'key');
  switch (issue.code) {
    case 'invalid_value':
      return invalid(path, `${subject} is ${shown(value)}`, optionHint(value, issue.values.map(String)), context);
    case 'invalid_type':
    case 'invalid_union':
      return invalid(path, `${subject} must be ${expected(issue)}, not ${kindOf(value)}`, undefined, context);
    case 'custom':
      if (issue.params?.['misplaced'] !== true) break;
      return invalid(path, `${subject} does not fit here`, issue.message, context, 'key');
    case 'too_small':
      return invalid(path, bound(subject, issue.origin, `at least ${issue.minimum}`), undefined, context);
    case 'too_big':
      return invalid(path, bound(subject, issue.origin, `at most ${issue.maximum}`), undefined, context);
  }
  return invalid(path, `${subject} is ${shown(value)}`, issue.message, context);
}

function missing(path: YamlPath, what: string, { area, source }: Context): Diagnostic {
  const parent = path.slice(0, -1);
  return {
    ...source.locate(parent),
    severity: 'error',
    code: `${area}.missing-key`,
    message:
      path.length === 0
        ? 'the file is empty'
        : `"${name(path)}" is missing${parent.length > 0 ? ` in ${written(parent)}` : ''}`,
    hint: path.length === 0 ? undefined : `add ${name(path)}: ${what}`,
  };
}

function invalid(
  path: YamlPath,
  message: string,
  hint: string | undefined,
  context: Context,
  part: 'key' | 'value' = 'value',
): Diagnostic {
  const { area, source } = context;
  return {
    ...source.locate(path, part),
    severity: 'error',
    code: `${area}.invalid-value`,
    message,
    ...(hint ? { hint } : {}),
  };
}

function expectedHint(issue: Issue): string {
  return `write ${expected(issue)}`;
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

function expected(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'custom') return issue.message;
  if (issue.code !== 'invalid_union') return 'a value';
  const kinds = issue.errors.flatMap((branch) => branch.filter((each) => each.path.length === 0).map(expected));
  return [...new Set(kinds)].join(' or ') || 'another value';
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  return shown(value);
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? kindOf(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function optionHint(value: unknown, options: string[]): string {
  const hint = typeof value === 'string' ? suggest(value, options, 'values') : '';
  return hint.startsWith('did') ? hint : `use one of ${options.join(', ')}`;
}

function bound(subject: string, origin: string, limit: string): string {
  if (origin === 'array') return `${subject} must have ${limit} ${limit.endsWith(' 1') ? 'entry' : 'entries'}`;
  if (origin === 'string') return `${subject} must have ${limit} characters`;
  return `${subject} must be ${limit}`;
}

function name(path: YamlPath): string {
  return String(path.at(-1) ?? '');
}

/** `sections[0].blocks[2].kind`. */
function written(path: YamlPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function label(path: YamlPath): string {
  if (path.length === 0) return 'the file';
  return typeof path.at(-1) === 'number' ? written(path) : `"${name(path)}"`;
}

function valueAt(data: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((value, step) => member(value, step), data);
}
