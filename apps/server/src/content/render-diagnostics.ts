import type { Diagnostic, Unchecked } from './project.js';

/** What could not be checked, one line for each dataset that stands before it: at most four files by name. Empty where everything was. */
export function renderUnchecked(unchecked: readonly Unchecked[]): string {
  const lines = unchecked.map(({ dataset, files }) => {
    const rest = files.length > 4 ? ` and ${files.length - 4} more` : '';
    return `not checked for columns, because they read "${dataset}", which has mistakes: ${files.slice(0, 4).join(', ')}${rest}\n`;
  });
  return lines.join('');
}

/**
 * Diagnostics as a terminal shows them, one mistake a paragraph: `file:line:column  error  message`, the hint below, and a closing
 * count. Ends in a line break. `color` adds ANSI colours.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: { color: boolean }): string {
  const paint = options.color ? ansi : plain;
  const lines = diagnostics.flatMap((diagnostic) => {
    const { severity, message, hint, code } = diagnostic;
    const head = `${paint('1', place(diagnostic))}  ${paint(severity === 'error' ? '31' : '33', severity)}  ${message}  ${paint('2', `[${code}]`)}`;
    return hint ? [head, `    ${paint('36', 'hint:')} ${hint}`] : [head];
  });
  return `${[...lines, summary(diagnostics)].join('\n')}\n`;
}

function place({ file, line, column }: Diagnostic): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function summary(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return 'no mistakes found';
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const files = new Set(diagnostics.map((diagnostic) => diagnostic.file)).size;
  return `${count(errors, 'error')}, ${count(diagnostics.length - errors, 'warning')} in ${count(files, 'file')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function ansi(code: string, text: string): string {
  return `\u001B[${code}m${text}\u001B[0m`;
}

function plain(_code: string, text: string): string {
  return text;
}
