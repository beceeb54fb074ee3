import { Command, CommanderError } from 'commander';
import { checkCommand } from './commands/check.js';
import { gcCommand } from './commands/gc.js';
import { importCommand } from './commands/import.js';
import { initCommand } from './commands/init.js';
import { queryCommand } from './commands/query.js';
import { refreshCommand } from './commands/refresh.js';
import { runCommand } from './commands/run.js';
import { linkCommand, startCommand } from './commands/start.js';
import { reportFailure } from './commands/report-failure.js';
import { verifyCommand } from './commands/verify.js';
import { ExitCode } from './common/errors.js';
import { productVersion } from './config/software.js';

/** Runs one command line and returns its exit code: 0 done, 1 content or input, 2 usage, 3 quality gate, 4 infrastructure. */
export async function runCli(argv: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.ok;
  const done = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('decile')
    .description('Dashboards and sellable reports from files')
    .version(productVersion)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .option('--project <dir>', 'project folder (default: the current one)')
    .showSuggestionAfterError();
  const commands = [
    initCommand,
    checkCommand,
    importCommand,
    refreshCommand,
    runCommand,
    queryCommand,
    verifyCommand,
    startCommand,
    linkCommand,
    gcCommand,
  ];
  for (const command of commands) program.addCommand(command(done).exitOverride());
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return reportFailure(error, program.args.includes('--json'));
  }
  return exitCode;
}
