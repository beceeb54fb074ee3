import { Command } from 'commander';
import { ExitCode } from '../common/errors.js';
import { examine, type Finding } from './doctor-checks.js';
import { openProject, requireProject } from './open-project.js';

export function doctorCommand(done: (code: number) => void): Command {
  return new Command('doctor')
    .description('does this machine have what the product needs?')
    .option('--port <n>', 'port that the server is to use (default 3000, or PORT)', Number)
    .option('--json', 'one JSON object on stdout')
    .action(async (options: { port?: number; json?: boolean }, command: Command) => {
      const { environment, project } = await openProject(command, {
        ...(Number.isInteger(options.port) && { port: options.port }),
      });
      requireProject(project);
      const findings: Finding[] = [];
      for await (const finding of examine(environment, project)) {
        findings.push(finding);
        if (!options.json) process.stdout.write(line(finding));
      }
      const failed = findings.some(({ state }) => state === 'fail');
      if (options.json) process.stdout.write(`${JSON.stringify({ ok: !failed, checks: findings })}\n`);
      done(failed ? ExitCode.infrastructure : ExitCode.ok);
    });
}

function line({ check, state, message, hint }: Finding): string {
  return `${state.padEnd(4)}  ${check.padEnd(10)}  ${message}\n${hint ? `${' '.repeat(18)}${hint}\n` : ''}`;
}
