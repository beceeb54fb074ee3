import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Command, Option } from 'commander';
import { createContext } from '../app.module.js';
import { RunRepository, type Run } from '../catalog/run.repository.js';
import { AppError, ExitCode, type ErrorRecord } from '../common/errors.js';
import { writeFileAtomically } from '../common/write-file.js';
import { RunFollower } from '../jobs/run-follower.js';
import { RunStarter } from '../jobs/run-starter.js';
import { IssueStore } from '../reports/issues/issue-store.js';
import { openProject, requireSound } from './open-project.js';
import { requireParent } from './out-path.js';
import { RunProgress } from './progress.js';
import { readSettings } from './read-options.js';
import { exitCodeOf, failureText } from './report-failure.js';

interface RunOptions {
  asOf?: string;
  set: string[];
  language?: 'ko' | 'en';
  out?: string;
  format?: string;
  json?: boolean;
}

const FORMATS = ['pdf', 'xlsx', 'html', 'json'] as const;
type Format = (typeof FORMATS)[number];

export function runCommand(done: (code: number) => void): Command {
  return new Command('run')
    .description('refresh what a job reads and issue its report')
    .argument('<job>')
    .option('--as-of <date>', 'the day the report looks from, like 2026-10-31 (default: by the job)')
    .option('--set <key=value...>', 'parameters of the report', [])
    .addOption(new Option('--language <language>', 'language of the report').choices(['ko', 'en']))
    .option('--out <dir>', 'write the files into that folder, which is made if need be')
    .option('--format <list>', 'some of pdf,xlsx,html,json (default: by the job)')
    .option('--json', 'one JSON object on stdout')
    .action(async (job: string, options: RunOptions, command: Command) => {
      const formats = options.format === undefined ? undefined : readFormats(options.format);
      if (options.out !== undefined) await requireParent(options.out);
      const { environment, project } = await openProject(command, { role: 'worker', drainSeconds: 0 });
      requireSound(project, 'jobs', job);
      const app = await createContext(environment, project);
      try {
        done(await runJob(app, job, { ...options, ...(formats ? { formats } : {}) }));
      } finally {
        await app.close();
      }
    });
}

async function runJob(
  app: INestApplicationContext,
  job: string,
  options: RunOptions & { formats?: Format[] },
): Promise<number> {
  const { asOf, language, formats } = options;
  const run = await app.get(RunStarter).start(job, {
    set: readSettings(options.set),
    ...(asOf && { asOf }),
    ...(language && { language }),
    ...(formats && { formats }),
  });
  const ended = await follow(app, run.id, options.json ?? false);
  if (ended.state !== 'done' || ended.result_id === null) return failed(ended, options.json ?? false);
  const files = options.out === undefined ? [] : await copyFiles(app, ended, options.out);
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ run: ended.id, state: ended.state, as_of: ended.as_of, result: ended.result_id, files })}\n`,
    );
  else
    process.stdout.write(
      `${ended.report} as of ${ended.as_of}: issue ${ended.result_id.slice(0, 12)}\n${files.map((file) => `  ${file}\n`).join('')}`,
    );
  return ExitCode.ok;
}

async function follow(app: INestApplicationContext, id: string, quiet: boolean): Promise<Run> {
  const runs = app.get(RunRepository);
  const progress = new RunProgress(await runs.steps(id), process.stderr.isTTY && !quiet);
  const cancel = (): void => {
    process.stderr.write('\ncancelling …\n');
    void runs.requestCancel(id);
  };
  process.once('SIGINT', cancel);
  for await (const event of app.get(RunFollower).follow(id, 0)) progress.show(event);
  process.removeListener('SIGINT', cancel);
  progress.end();
  const ended = await runs.find(id);
  if (!ended) throw new AppError('run.lost', `run ${id} is gone from the ledger`, { severity: 'infrastructure' });
  return ended;
}

function failed(run: Run, json: boolean): number {
  const fallback: ErrorRecord = {
    code: `run.${run.state}`,
    message: `the run was ${run.state}`,
    severity: 'content',
    retryable: false,
    details: {},
  };
  const error = run.error ?? fallback;
  if (json) process.stdout.write(`${JSON.stringify({ run: run.id, state: run.state, error })}\n`);
  process.stderr.write(failureText(error));
  return exitCodeOf(error);
}

/** Copies the issue's files: `<report>.pdf`, `.xlsx`, `.html` and `result.json`. */
async function copyFiles(app: INestApplicationContext, run: Run, out: string): Promise<string[]> {
  const store = app.get(IssueStore);
  const artefacts = (await store.artefacts(run.result_id ?? '')).filter(({ format }) => run.formats.includes(format));
  await mkdir(resolve(out), { recursive: true });
  const files: string[] = [];
  for (const artefact of artefacts) {
    await writeFileAtomically(resolve(out, artefact.file_name), await store.readArtefact(artefact));
    files.push(join(out, artefact.file_name));
  }
  return files;
}

function readFormats(list: string): Format[] {
  return list.split(',').map((entry) => {
    const format = FORMATS.find((each) => each === entry.trim());
    if (format !== undefined) return format;
    throw new AppError('run.unknown-format', `there is no format "${entry}"`, {
      severity: 'usage',
      hint: FORMATS.join(', '),
    });
  });
}
