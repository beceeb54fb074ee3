import { Command } from 'commander';
import { ExitCode } from '../common/errors.js';
import { renderDiagnostics } from '../content/render-diagnostics.js';
import { openProject } from './open-project.js';

export function checkCommand(done: (code: number) => void): Command {
  return new Command('check')
    .description('every mistake in the project, with file, line, column and a hint')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: { json?: boolean }, command: Command) => {
      const { project } = await openProject(command);
      const errors = project.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
      if (options.json) process.stdout.write(`${JSON.stringify({ diagnostics: project.diagnostics })}\n`);
      else process.stdout.write(`${renderDiagnostics(project.diagnostics, { color: process.stdout.isTTY })}\n`);
      done(errors.length > 0 ? ExitCode.content : ExitCode.ok);
    });
}
