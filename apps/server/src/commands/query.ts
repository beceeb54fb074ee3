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
import { counted, type RowStream } from '../engine/row-stream.js';
import { writeDataSheet } from '../reports/data-sheet/write-data-sheet.js';
import { csvText, jsonText, tableOf } from './answer-text.js';
import { openProject, requireProject } from './open-project.js';
import { requireParent } from './out-path.js';

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
      if (out !== undefined) await requireParent(out);
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
          const written = await answer(session, sql);
          if (out !== undefined) process.stderr.write(`${out}: ${describe(written)}\n`);
        } finally {
          await session.close();
        }
      } finally {
        await app.close();
      }
    });
}

interface Written {
  rows: number;
  /** Of a workbook. */
  sheets?: number;
}

type Answer = (session: GuardedSession, sql: string) => Promise<Written>;

/** What to do with the answer. Throws `query.out-missing` for a format that is no text and has no file to go to. */
function planAnswer(format: Format, out: string | undefined): Answer {
  if (format === 'table')
    return writeText(async function* (stream) {
      yield await tableOf(stream);
    }, out);
  if (format === 'csv') return writeText(csvText, out);
  if (format === 'json') return writeText(jsonText, out);
  if (out === undefined) {
    throw new AppError('query.out-missing', `${format} goes to a file only`, {
      severity: 'usage',
      hint: `add --out answer.${format}`,
    });
  }
  const path = resolve(out);
  if (format === 'parquet') {
    return async (session, sql) => {
      const made = await session.writeParquet(sql);
      await write(createReadStream(made.path), path);
      return made;
    };
  }
  return (session, sql) => session.stream(sql, (stream) => writeDataSheet(path, stream, { name: 'Data' }));
}

function writeText(textOf: (stream: RowStream) => AsyncGenerator<string>, out: string | undefined): Answer {
  return (session, sql) =>
    session.stream(sql, async (stream) => {
      const written = { rows: 0 };
      await write(textOf(counted(stream, (rows) => (written.rows += rows))), out);
      return written;
    });
}

function describe({ rows, sheets = 1 }: Written): string {
  return `${rows} ${rows === 1 ? 'row' : 'rows'}${sheets > 1 ? ` on ${sheets} sheets` : ''}`;
}

/** To the file, which is whole or not there, else to stdout. */
async function write(pieces: AsyncIterable<string | Buffer>, out: string | undefined): Promise<void> {
  if (out !== undefined) return fillFileAtomically(resolve(out), (file) => file.writeFile(pieces));
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // `decile query … | head` has seen enough.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
