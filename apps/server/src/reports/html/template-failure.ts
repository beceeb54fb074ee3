import { AppError } from '../../common/errors.js';

/** A template of the content with the path of its file. */
export interface TemplateText {
  file: string;
  text: string;
}

/** What failed and in which file; a template that called it lets it pass. */
export class TemplateFailure extends Error {
  constructor(
    readonly template: TemplateText,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const MOST_LISTED = 16;
const LONGEST_VALUE = 40;
const BETWEEN = ' not defined in ';
const AT_HAND = '\u0001';

/**
 * The failure of a layout as an AppError `report.template-failed`: file, line and column, what was wrong, and the names and values that
 * the template had at hand in that place.
 */
export function templateError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { template, cause } = thrown instanceof TemplateFailure ? thrown : { template: undefined, cause: thrown };
  const message = cause instanceof Error ? cause.message : String(cause);
  const [what = message, atHand] = message.split(`${BETWEEN}${AT_HAND}`);
  const line = lineOf(cause, template?.text ?? '', message);
  const reason =
    atHand === undefined
      ? (missingOwner(message, template?.text ?? '', line) ?? plainReason(message))
      : `${plainReason(what)} is not there`;
  const file = template?.file ?? 'the layout of the report';
  return new AppError('report.template-failed', `${line === undefined ? file : `${file}:${line}`}: ${reason}`, {
    hint: atHand === undefined ? HINT : `at hand: ${atHand.replace(PLACE, '')}`,
    details: { ...(template && { file: template.file }), ...(line !== undefined && { line }) },
    cause,
  });
}

/** Handlebars' own `- line:column` at the end of a message. */
const PLACE = / - \d+:\d+$/;
const HINT = 'correct the template, or delete it to use the built-in one';

/** Handlebars draws an excerpt under its first line and ends it with the place, which stands in front already. */
function plainReason(message: string): string {
  const [first = message, ...rest] = message.split('\n');
  const expecting = rest.find((line) => line.startsWith('Expecting'));
  const plain = first.replace(PLACE, '').replace(/ on line \d+:?$/, '');
  return expecting === undefined ? plain : `${plain}, it cannot be read here`;
}

/** Of `a.b` where a is missing, Handlebars names b only; the template tells the whole path. */
function missingOwner(message: string, text: string, line: number | undefined): string | undefined {
  const name = /^"([^"]+)" not defined in (?:undefined|null)\b/.exec(message)?.[1];
  if (name === undefined || line === undefined) return undefined;
  const paths = (text.split('\n')[line - 1] ?? '').match(/[@\w./-]+/g) ?? [];
  const path = paths.find((each) => each.endsWith(`.${name}`));
  return path && `"${path.slice(0, -name.length - 1)}" is not there, so that it has no "${name}"`;
}

function lineOf(cause: unknown, text: string, message: string): number | undefined {
  const { lineNumber } = cause as { lineNumber?: number };
  if (lineNumber !== undefined) return lineNumber;
  const parse = /on line (\d+)/.exec(message)?.[1];
  if (parse !== undefined) return Number(parse);
  const partial = /^The partial (\S+) could not be found/.exec(message)?.[1];
  const at = partial === undefined ? -1 : text.search(new RegExp(`\\{\\{~?#?>\\s*${partial}\\b`));
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}

/**
 * A copy of a view whose objects write their members when Handlebars names them in an error. For a second try only: it costs a walk over
 * the whole view.
 */
export function speakingView(view: unknown): unknown {
  if (Array.isArray(view)) return view.map(speakingView);
  if (view === null || typeof view !== 'object') return view;
  const copy = Object.fromEntries(Object.entries(view).map(([key, value]) => [key, speakingView(value)]));
  Object.defineProperty(copy, Symbol.toPrimitive, { value: () => AT_HAND + members(view) });
  return copy;
}

function members(view: object): string {
  const entries = Object.entries(view);
  const listed = entries.slice(0, MOST_LISTED).map(([name, value]) => `${name} = ${shown(value)}`);
  const more = entries.length > MOST_LISTED ? `, and ${entries.length - MOST_LISTED} more` : '';
  return `${listed.join(', ')}${more}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} entries`;
  if (value === null || value === undefined) return '–';
  if (typeof value === 'object') return `{${Object.keys(value).slice(0, 4).join(', ')}…}`;
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
