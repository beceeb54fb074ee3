import { AppError } from '../common/errors.js';
import { closest } from 'fastest-levenshtein';
import type { Figures } from './figures.js';
import { formatValue, type FormatSettings } from './format-value.js';

/** Where Handlebars says that a call stands in its text. */
export interface Place {
  start: { line: number; column: number };
}

/** Figures that a message lists with their values. */
const MOST_LISTED = 12;
const LONGEST_VALUE = 40;

interface Setting {
  template: string;
  place: string | undefined;
  figures: Figures;
  settings: FormatSettings;
}

/** Runs a helper and notes on its error where in the text it was called. */
export function failingAt<T>(place: Place | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error && place) Object.assign(error, { lineNumber: place.start.line });
    throw error;
  }
}

/** The failure of a text as an AppError that says where it stands, in which line, and which figures with which values are at hand. */
export function textFailure(error: unknown, { template, place, figures, settings }: Setting): AppError {
  const { lineNumber: line } = error as { lineNumber?: number };
  const where = [place, line === undefined ? undefined : `line ${line}`].filter(Boolean).join(', ');
  const reason = error instanceof AppError ? error.message : `a text could not be written: ${reasonOf(error)}`;
  return new AppError(error instanceof AppError ? error.code : 'text.failed', where ? `${where}: ${reason}` : reason, {
    hint: hintOf(reason, figures, settings),
    cause: error,
    details: { template, ...(line === undefined ? {} : { line }) },
  });
}

/** Without the excerpt that Handlebars draws under its first line. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ - \d+:\d+$/, '').replaceAll(/\s*\n\s*/g, ' ');
}

function hintOf(reason: string, figures: Figures, settings: FormatSettings): string {
  const wanted = /there is no figure "([^"]+)"/.exec(reason)?.[1];
  const names = [...figures.keys()];
  if (names.length === 0) return 'there are no figures at hand';
  const near = wanted === undefined ? undefined : closest(wanted, names);
  const listed = [...new Set([...(near === undefined ? [] : [near]), ...names])].slice(0, MOST_LISTED);
  const values = listed.map((name) => `${name} = ${valueText(name, figures, settings)}`);
  const more = names.length > listed.length ? `, and ${names.length - listed.length} more` : '';
  return `at hand: ${values.join(', ')}${more}`;
}

function valueText(name: string, figures: Figures, settings: FormatSettings): string {
  const figure = figures.get(name);
  if (figure === undefined) return '\u2013';
  const text = formatValue(figure.value, figure.format, settings);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
