import { describe, expect, it } from 'vitest';
import type { Diagnostic } from './project.js';
import { renderDiagnostics } from './render-diagnostics.js';

const unknown: Diagnostic = {
  file: 'datasets/a.sql',
  line: 4,
  column: 6,
  severity: 'error',
  code: 'sql.unknown-dataset',
  message: 'unknown dataset "ordres"',
  hint: 'did you mean "orders"?',
};

describe('renderDiagnostics', () => {
  it('writes place, severity, message and hint, and counts at the end', () => {
    const missing: Diagnostic = { file: 'decile.yaml', severity: 'warning', code: 'x.y', message: 'odd' };
    expect(renderDiagnostics([unknown, missing], { color: false })).toBe(
      [
        'datasets/a.sql:4:6  error  unknown dataset "ordres"  [sql.unknown-dataset]',
        '    hint: did you mean "orders"?',
        'decile.yaml  warning  odd  [x.y]',
        '1 error, 1 warning in 2 files',
        '',
      ].join('\n'),
    );
  });

  it('adds colours on request only', () => {
    expect(renderDiagnostics([unknown], { color: true })).toContain('\u001B[31merror\u001B[0m');
  });

  it('says that nothing was found', () => {
    expect(renderDiagnostics([], { color: false })).toBe('no mistakes found\n');
  });
});
