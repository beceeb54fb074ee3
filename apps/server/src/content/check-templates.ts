import Handlebars from 'handlebars';
import { unknownFigure, type FigureColumns } from './link-blocks.js';
import type { Diagnostic, Location } from './project.js';
import { format, formatKind } from './spec/common.js';
import { TEXT_HELPERS } from './text-helpers.js';
import { suggest } from './did-you-mean.js';
import { visitCalls, type Call } from './visit-calls.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** Keys whose text is SQL or plain data, never a template. */
const NOT_TEMPLATES = new Set(['sql', 'where', 'period_from', 'from', 'default', 'code']);

/** Reads a Handlebars text; a syntax error becomes a diagnostic at its place. */
export function checkTemplate(text: string, at: (line: number, column: number) => Location): Diagnostic[] {
  try {
    Handlebars.parse(text);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { line, column } = errorPlace(error, text);
    return [
      { ...at(line, column), severity: 'error', code: 'template.syntax', message: plainMessage(error), hint: HINT },
    ];
  }
}

/** Checks every text of a spec that holds `{{`: syntax, helpers, and the figures that it names. */
export function checkTexts(
  spec: unknown,
  source: YamlSource,
  figures: FigureColumns,
  path: YamlPath = [],
): Diagnostic[] {
  if (typeof spec === 'string') {
    const at = (line: number, column: number): Location => source.locateInText(path, line, column);
    if (!spec.includes('{{')) return [];
    const syntax = checkTemplate(spec, at);
    return syntax.length > 0 ? syntax : checkNames(spec, figures, at);
  }
  if (spec === null || typeof spec !== 'object') return [];
  return Object.entries(spec).flatMap(([key, value]) =>
    NOT_TEMPLATES.has(key) && typeof value === 'string'
      ? []
      : checkTexts(value, source, figures, [...path, Array.isArray(spec) ? Number(key) : key]),
  );
}

const HINT = 'write {{figure "name.column"}}, {{#if …}} … {{else}} … {{/if}}; every block that opens must close';
const BLOCK_HELPERS = ['if', 'unless'];

const FIGURE_HELPERS = ['figure', 'text', 'value', 'known', 'last_issue', 'since_last', 'since_last_value'];
const FORMAT_KEYS = ['format', 'digits', 'sign', 'unit', 'scale'];

/** Helpers that do not exist, figures and columns that are not there, and ways of writing a number that are none. */
function checkNames(
  text: string,
  figures: FigureColumns,
  at: (line: number, column: number) => Location,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const place = ({ start }: hbs.AST.SourceLocation): Location => at(start.line, start.column + 1);
  const report = (loc: hbs.AST.SourceLocation, code: string, message: string, hint: string): void => {
    found.push({ ...place(loc), severity: 'error', code, message, hint });
  };
  const visit = (call: Call): void => {
    const name = (call.path as hbs.AST.PathExpression).original;
    const known = call.type === 'BlockStatement' ? BLOCK_HELPERS : [...TEXT_HELPERS];
    if (!known.includes(name)) {
      const written = figureWritten(name, figures);
      if (written) report(call.loc, 'template.unknown-helper', `texts have no helper "${name}"`, written);
      else
        report(call.loc, 'template.unknown-helper', `texts have no helper "${name}"`, suggest(name, known, 'helpers'));
    }
    if (!FIGURE_HELPERS.includes(name)) return;
    const [first] = call.params;
    if (first?.type !== 'StringLiteral') {
      const message = first ? 'the name of a figure stands in quotes' : `{{${name}}} names no figure`;
      return report(call.loc, 'template.figure-missing', message, HINT);
    }
    const reference = (first as hbs.AST.StringLiteral).value;
    if (!reference.includes('.'))
      return report(first.loc, 'template.figure-missing', `"${reference}" names no column of a figure`, HINT);
    found.push(...unknownFigure(reference, figures, () => place(first.loc), 'template.unknown-figure'));
    for (const pair of call.hash?.pairs ?? []) found.push(...checkFormat(pair, place(pair.loc)));
  };
  visitCalls(text, visit);
  return found;
}

/** `{{month.sales}}` is what most people try first. */
function figureWritten(name: string, figures: FigureColumns): string | undefined {
  return figures.has(name.split('.')[0] ?? '') ? `write {{figure "${name}"}}` : undefined;
}

/** One `key=value` behind a figure: `format=percent`, `digits=1`. */
function checkFormat({ key, value }: hbs.AST.HashPair, place: Location): Diagnostic[] {
  const problem = (message: string, hint: string): Diagnostic[] => [
    { ...place, severity: 'error', code: 'template.format', message, hint },
  ];
  if (!FORMAT_KEYS.includes(key)) return problem(`figures have no "${key}="`, suggest(key, FORMAT_KEYS, 'keys'));
  const given = (value as hbs.AST.Literal & { value?: unknown }).value;
  const outcome = format.safeParse(key === 'format' ? { kind: given } : { kind: 'number', [key]: given });
  if (outcome.success) return [];
  const kinds = formatKind.options;
  const hint = key === 'format' ? suggest(String(given), kinds, 'formats') : (outcome.error.issues[0]?.message ?? HINT);
  return problem(`${key}=${JSON.stringify(given)} is no way to write a number`, hint);
}

function plainMessage(error: Error): string {
  const lines = error.message.split('\n');
  const got = /got '([A-Z_]+)'/.exec(error.message)?.[1];
  if (got === undefined) return `template: ${(lines[0] ?? '').replace(/ - \d+:\d+$/, '')}`;
  if (got === 'EOF') return 'template: the text ends before a block is closed';
  if (got === 'OPEN_ENDBLOCK') return 'template: a block is closed here that was not opened';
  return 'template: {{ … }} cannot be read here';
}

/** Handlebars names the line; the column only under its excerpt, which may start in the middle of an earlier line. */
function errorPlace(error: Error, text: string): { line: number; column: number } {
  const known = error as Error & { lineNumber?: number; column?: number };
  if (known.lineNumber !== undefined) return { line: known.lineNumber, column: (known.column ?? 0) + 1 };
  const [head = '', excerpt = '', pointer = ''] = error.message.split('\n');
  const line = Number(/on line (\d+)/.exec(head)?.[1] ?? 1);
  const before = excerpt.slice(0, pointer.indexOf('^')).replace(/^\.\.\./, '');
  const inLine = text.split('\n')[line - 1] ?? '';
  for (let start = 0; start < before.length; start += 1) {
    const tail = before.slice(start);
    const index = inLine.lastIndexOf(tail);
    if (index >= 0) return { line, column: index + tail.length + 1 };
  }
  return { line, column: 1 };
}
