import { Command, CommanderError } from 'commander';
import { reportFailure } from './commands/report-failure.js';
import { ExitCode } from './common/errors.js';
import { productVersion } from './config/software.js';

type MakeCommand = (done: (code: number) => void) => Command;

/** Each command's module is loaded when it is needed: a small command need not wait for all that a report takes. */
const COMMANDS: Record<string, () => Promise<MakeCommand>> = {
  init: async () => (await import('./commands/init.js')).initCommand,
  check: async () => (await import('./commands/check.js')).checkCommand,
  import: async () => (await import('./commands/import.js')).importCommand,
  run: async () => (await import('./commands/run.js')).runCommand,
  query: async () => (await import('./commands/query.js')).queryCommand,
  metrics: async () => (await import('./commands/metrics.js')).metricsCommand,
  verify: async () => (await import('./commands/verify.js')).verifyCommand,
  preview: async () => (await import('./commands/preview.js')).previewCommand,
  schedule: async () => (await import('./commands/schedule.js')).scheduleCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  start: async () => (await import('./commands/start.js')).startCommand,
  link: async () => (await import('./commands/start.js')).linkCommand,
};

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
  const named = argv.slice(2).filter((word) => Object.hasOwn(COMMANDS, word));
  for (const name of named.length > 0 ? named : Object.keys(COMMANDS)) {
    const make = await COMMANDS[name]!();
    program.addCommand(make(done).exitOverride());
  }
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return reportFailure(error, program.args.includes('--json'));
  }
  return exitCode;
}
