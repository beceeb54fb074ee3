import Handlebars from 'handlebars';
import type { Diagnostic, Location } from './project.js';
import { TEXT_HELPERS } from './text-helpers.js';
import { suggest } from './did-you-mean.js';
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
  figures: readonly string[],
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

type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;

const HINT = 'write {{figure "name.column"}}, {{#if …}} … {{else}} … {{/if}}; every block that opens must close';
const BLOCK_HELPERS = ['if', 'unless'];

/** Helpers that do not exist and figures that are not declared; columns are known only once the query has run. */
function checkNames(
  text: string,
  figures: readonly string[],
  at: (line: number, column: number) => Location,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = ({ start }: hbs.AST.SourceLocation, code: string, message: string, hint: string): void => {
    found.push({ ...at(start.line, start.column + 1), severity: 'error', code, message, hint });
  };
  const visit = (call: Call): void => {
    const name = (call.path as hbs.AST.PathExpression).original;
    const known = call.type === 'BlockStatement' ? BLOCK_HELPERS : [...TEXT_HELPERS];
    if (!known.includes(name))
      report(call.loc, 'template.unknown-helper', `texts have no helper "${name}"`, suggest(name, known, 'helpers'));
    const [first] = call.params;
    if (!['figure', 'text', 'value'].includes(name) || first?.type !== 'StringLiteral') return;
    const figure = (first as hbs.AST.StringLiteral).value.split('.')[0] ?? '';
    if (!figures.includes(figure))
      report(
        first.loc,
        'template.unknown-figure',
        `there is no figure "${figure}"`,
        suggest(figure, figures, 'figures'),
      );
  };
  class Names extends Handlebars.Visitor {
    override MustacheStatement(call: hbs.AST.MustacheStatement): void {
      visit(call);
      super.MustacheStatement(call);
    }
    override BlockStatement(call: hbs.AST.BlockStatement): void {
      visit(call);
      super.BlockStatement(call);
    }
    override SubExpression(call: hbs.AST.SubExpression): void {
      visit(call);
      super.SubExpression(call);
    }
  }
  new Names().accept(Handlebars.parse(text));
  return found;
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
