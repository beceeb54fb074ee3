import { checkTemplate } from './check-templates.js';
import { suggest } from './did-you-mean.js';
import type { Diagnostic } from './project.js';
import type { SourceFile } from './read-sources.js';
import { visitCalls, type Call, type PartialCall } from './visit-calls.js';

/** What a template folder brings to the layout of its report; partials by the name of their file. */
export interface TemplateFiles {
  layout: SourceFile | undefined;
  partials: readonly SourceFile[];
}

/** Partials that the product brings; one of the same name stands for it. */
const BUILT_IN = ['cover', 'contents', 'section', 'block', 'appendix'];
const HELPERS = ['if', 'unless', 'each', 'with', 'lookup'];

/** Syntax, helpers and names of partials in a layout and its partials. What a name holds is known only with a result. */
export function checkLayouts({ layout, partials }: TemplateFiles): Diagnostic[] {
  const known = [...new Set([...BUILT_IN, ...partials.map(({ name }) => name)])];
  return [...(layout ? [layout] : []), ...partials].flatMap((file) => checkFile(file, known));
}

function checkFile({ file, text }: SourceFile, partials: readonly string[]): Diagnostic[] {
  const syntax = checkTemplate(text, (line, column) => ({ file, line, column }));
  if (syntax.length > 0) return syntax;
  const found: Diagnostic[] = [];
  const report = ({ start }: hbs.AST.SourceLocation, code: string, message: string, hint: string): void => {
    found.push({ file, line: start.line, column: start.column + 1, severity: 'error', code, message, hint });
  };
  const checkPartial = ({ name, loc }: PartialCall): void => {
    const { original } = name as hbs.AST.PathExpression;
    if (original === undefined || partials.includes(original)) return;
    const message = `there is no partial "${original}"`;
    report(loc, 'template.unknown-partial', message, suggest(original, partials, 'partials'));
  };
  const checkHelper = (call: Call): void => {
    const { original } = call.path as hbs.AST.PathExpression;
    const isCall = call.type !== 'MustacheStatement' || call.params.length > 0;
    if (!isCall || HELPERS.includes(original)) return;
    const message = `layouts have no helper "${original}"`;
    report(call.loc, 'template.unknown-helper', message, suggest(original, HELPERS, 'helpers'));
  };
  visitCalls(text, checkHelper, checkPartial);
  return found;
}
