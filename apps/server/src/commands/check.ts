import { Command } from 'commander';
import { ExitCode } from '../common/errors.js';
import { renderDiagnostics, renderUnchecked } from '../content/render-diagnostics.js';
import { openProject } from './open-project.js';

export function checkCommand(done: (code: number) => void): Command {
  return new Command('check')
    .description('every mistake in the project, with file, line, column and a hint')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: { json?: boolean }, command: Command) => {
      const { project } = await openProject(command);
      const errors = project.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
      const { diagnostics, unchecked } = project;
      if (options.json) process.stdout.write(`${JSON.stringify({ diagnostics, unchecked })}\n`);
      else {
        const shown = renderDiagnostics(diagnostics, { color: process.stdout.isTTY });
        process.stdout.write(`${shown}${renderUnchecked(unchecked)}\n`);
      }
      done(errors.length > 0 ? ExitCode.content : ExitCode.ok);
    });
}
