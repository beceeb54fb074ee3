import Handlebars from 'handlebars';
import { AppError } from '../common/errors.js';
import type { Value } from '../common/value.js';
import { format as formatSchema, type Format } from '../content/spec/common.js';
import { TEXT_HELPERS } from '../content/text-helpers.js';
import { figureOf, type Figures } from './figures.js';
import { changeFormat, changeSince, type PreviousIssue } from './issue-diff/previous-issue.js';
import { formatValue, fullFormat, type FormatSettings } from './format-value.js';
import { failingAt, textFailure, type Place } from './text-failure.js';

type Options = { hash?: Record<string, unknown>; loc?: Place };

const UNUSED_BUILT_INS = ['each', 'with', 'lookup', 'log', 'blockHelperMissing'];

/** Renders a text over figures and remembers which figures it used. */
export interface TextRenderer {
  /** `place` says where the text stands, for the message of a failure. */
  render(template: string, place?: string): string;
  /** Names of the figures that any text used so far, with the format they were written in. */
  used: ReadonlyMap<string, { value: Value; format: Format }>;
}

/**
 * Texts are Handlebars without partials, without prototype access and with the helpers above only. Output is plain text:
 * escaping belongs to whoever writes it into HTML.
 * Throws AppError `text.failed`, or the one of the figure, with place, line and the figures at hand.
 */
export function createTextRenderer(
  figures: Figures,
  settings: FormatSettings,
  previous: PreviousIssue | null = null,
): TextRenderer {
  const used = new Map<string, { value: Value; format: Format }>();
  const engine = Handlebars.create();
  registerFigures(engine, figures, settings, used);
  registerPrevious(engine, figures, settings, previous);
  registerConditions(engine);
  const knownHelpers = Object.fromEntries([
    ...TEXT_HELPERS.map((name) => [name, true]),
    ...UNUSED_BUILT_INS.map((name) => [name, false]),
  ]);
  for (const name of UNUSED_BUILT_INS) engine.unregisterHelper(name);
  const render = (template: string, place?: string): string => {
    try {
      const run = engine.compile(template, { noEscape: true, strict: true, knownHelpers, knownHelpersOnly: true });
      return run({}, { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false }).trim();
    } catch (error) {
      throw textFailure(error, { template, place, figures, settings });
    }
  };
  return { render, used };
}

function registerFigures(
  engine: typeof Handlebars,
  figures: Figures,
  settings: FormatSettings,
  used: Map<string, { value: Value; format: Format }>,
): void {
  const written = (name: string, { hash = {}, loc }: Options): string =>
    failingAt(loc, () => {
      const figure = figureOf(figures, name);
      const format = overrideFormat(figure.format, hash);
      used.set(name, { value: figure.value, format: figure.format });
      return formatValue(figure.value, format, settings);
    });
  engine.registerHelper('figure', written);
  engine.registerHelper('text', written);
  registerFigureValues(engine, figures);
}

function registerFigureValues(engine: typeof Handlebars, figures: Figures): void {
  engine.registerHelper('value', (name: string, { loc }: Options) =>
    failingAt(loc, () => figureOf(figures, name).value),
  );
  // For figures of optional sections: false where the data that they read are not there.
  engine.registerHelper('known', (name: string) => figures.has(name));
}

/** What the issue before said, and the change since; a dash where there was none. */
function registerPrevious(
  engine: typeof Handlebars,
  figures: Figures,
  settings: FormatSettings,
  previous: PreviousIssue | null,
): void {
  const change = (name: string): number | null =>
    changeSince(figureOf(figures, name).value, previous?.figures[name]?.value);
  engine.registerHelper({
    last_issue: (name: string, { hash = {}, loc }: Options) =>
      failingAt(loc, () => {
        const then = previous?.figures[name] ?? { value: null, format: figureOf(figures, name).format };
        return formatValue(then.value, overrideFormat(then.format, hash), settings);
      }),
    since_last: (name: string, { hash = {}, loc }: Options) =>
      failingAt(loc, () =>
        formatValue(change(name), overrideFormat(changeFormat(figureOf(figures, name)), hash), settings),
      ),
    since_last_value: (name: string, { loc }: Options) => failingAt(loc, () => change(name)),
  });
}

function overrideFormat(format: Format, hash: Record<string, unknown>): Format {
  if (Object.keys(hash).length === 0) return format;
  const { format: kind, ...more } = hash;
  // Another kind is another way of writing: the declared unit, sign and digits go with the old one.
  const read = formatSchema.safeParse({ ...(kind === undefined ? fullFormat(format) : { kind }), ...more });
  if (read.success) return read.data;
  const options = Object.entries(hash).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  throw new AppError('text.bad-format', `${options.join(' ')} is no format for it`);
}

function registerConditions(engine: typeof Handlebars): void {
  const compare = (test: (a: number, b: number) => boolean) => (a: unknown, b: unknown) =>
    a !== null && b !== null && test(Number(a), Number(b));
  engine.registerHelper({
    gt: compare((a, b) => a > b),
    lt: compare((a, b) => a < b),
    gte: compare((a, b) => a >= b),
    lte: compare((a, b) => a <= b),
    eq: (a: unknown, b: unknown) => a === b,
    // Handlebars passes its options object as the last argument of every helper.
    and: (...values: unknown[]) => values.slice(0, -1).every(Boolean),
    or: (...values: unknown[]) => values.slice(0, -1).some(Boolean),
    not: (value: unknown) => !value,
    abs: (value: unknown) => (value === null ? null : Math.abs(Number(value))),
  });
}
