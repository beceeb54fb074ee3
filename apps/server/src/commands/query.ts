import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { createContext } from '../app.module.js';
import { AppError } from '../common/errors.js';
import { fillFileAtomically } from '../common/write-file.js';
import { DatasetReader } from '../datasets/dataset-reader.js';
import type { GuardedSession } from '../engine/guarded-session.js';
import { writeDataSheet } from '../reports/data-sheet/write-data-sheet.js';
import { csvText, jsonText, tableOf } from './answer-text.js';
import { openProject, requireProject } from './open-project.js';

const FORMATS = ['table', 'csv', 'json', 'xlsx', 'parquet'] as const;
type Format = (typeof FORMATS)[number];

export function queryCommand(_done: (code: number) => void): Command {
  return new Command('query')
    .description('ask the current dataset versions with one SELECT')
    .argument('<sql>')
    .addOption(new Option('--format <format>').choices(FORMATS).default('table'))
    .option('--out <file>', 'write the answer there, of any size (xlsx and parquet need it)')
    .action(async (sql: string, { format, out }: { format: Format; out?: string }, command: Command) => {
      const answer = planAnswer(format, out);
      const { environment, project } = await openProject(command, { role: 'api' });
      requireProject(project);
      if (project.diagnostics.some(({ severity }) => severity === 'error'))
        process.stderr.write(
          'warning: the project has mistakes, what they touch may be missing; `decile check` shows them\n',
        );
      const app = await createContext(environment, project);
      try {
        const reader = app.get(DatasetReader);
        const session = await reader.open([...(await reader.currentVersions(project)).values()]);
        try {
          await answer(session, sql);
        } finally {
          await session.close();
        }
      } finally {
        await app.close();
      }
    });
}

type Answer = (session: GuardedSession, sql: string) => Promise<unknown>;

/** What to do with the answer. Throws `query.out-missing` for a format that is no text and has no file to go to. */
function planAnswer(format: Format, out: string | undefined): Answer {
  if (format === 'table')
    return (session, sql) => session.stream(sql, async (stream) => write([await tableOf(stream)], out));
  if (format === 'csv') return (session, sql) => session.stream(sql, (stream) => write(csvText(stream), out));
  if (format === 'json') return (session, sql) => session.stream(sql, (stream) => write(jsonText(stream), out));
  if (out === undefined) {
    throw new AppError('query.out-missing', `${format} goes to a file only`, {
      severity: 'usage',
      hint: `add --out answer.${format}`,
    });
  }
  const path = resolve(out);
  if (format === 'parquet') {
    return async (session, sql) => write(createReadStream(await session.writeParquet(sql)), path);
  }
  return async (session, sql) => {
    const { rows, sheets } = await session.stream(sql, (stream) => writeDataSheet(path, stream, { name: 'Data' }));
    process.stderr.write(`${out}: ${rows} rows${sheets > 1 ? ` on ${sheets} sheets` : ''}\n`);
  };
}

/** To the file, which is whole or not there, else to stdout. */
async function write(
  pieces: Iterable<string> | AsyncIterable<string | Buffer>,
  out: string | undefined,
): Promise<void> {
  if (out !== undefined) return fillFileAtomically(resolve(out), (file) => file.writeFile(pieces));
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // `decile query … | head` has seen enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
