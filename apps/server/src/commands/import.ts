import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createContext } from '../app.module.js';
import { AppError } from '../common/errors.js';
import type { FileSource } from '../content/spec/dataset.js';
import { DatasetRefresher } from '../datasets/dataset-refresher.js';
import { importFile, type Imported, type ImportOptions } from '../datasets/import-file.js';
import { Engine } from '../engine/engine.js';
import { openProject, requireProject, requireSound } from './open-project.js';

interface Options extends ImportOptions {
  as: string;
}

export function importCommand(_done: (code: number) => void): Command {
  return new Command('import')
    .description('CSV, TSV, JSON, NDJSON, XLSX or Parquet → dataset definition and first version')
    .argument('<file>', "a file, or a pattern in quotes for several that make one table: 'sales-*.csv'")
    .requiredOption('--as <name>', 'name of the dataset: lower-case letters, digits and _')
    .option('--sheet <name>', 'sheet of a workbook, by name or place (1, 2 …)', parseSheet)
    .option('--range <cells>', 'part of the sheet: B3:H200, or B3 for all from there on')
    .option('--tolerance <share>', 'share of refused rows to allow, 0.01 for 1 %', parseShare)
    .action(async (file: string, { as: name, ...options }: Options, command: Command) => {
      const before = await openProject(command, { role: 'api' });
      requireProject(before.project);
      const engine = new Engine(before.environment);
      const scratchRoot = join(before.environment.stateDir, 'tmp');
      const written = await importFile(file, name, before.project, { engine, scratchRoot }, options).finally(() =>
        engine.onModuleDestroy(),
      );
      await publishOrUndo(written, () => publish(command, name));
      process.stdout.write(`wrote ${written.definition} (rows in ${written.data})\n`);
      process.stdout.write(`next: npx decile query "select * from ${name} limit 5"\n`);
    });
}

/** Makes the first version. */
async function publish(command: Command, name: string): Promise<void> {
  const { environment, project } = await openProject(command, { role: 'api' });
  requireSound(project, 'datasets', name);
  const app = await createContext(environment, project);
  try {
    const item = project.datasets.get(name)!;
    const asOf = new Date().toISOString().slice(0, 10);
    const quiet = { progress: () => {}, log: () => {} };
    const context = { project, asOf, parameters: {}, inputs: new Map(), ...quiet };
    const { version } = await app.get(DatasetRefresher).refresh(item, context);
    const { rows } = version.manifest.tables[0]!;
    process.stdout.write(
      `${name}: ${rows} rows, ${version.manifest.refused} refused, version ${version.id.slice(0, 12)}\n`,
    );
  } finally {
    await app.close();
  }
}

/** An import that publishes nothing leaves nothing behind, and says so. */
async function publishOrUndo(written: Imported, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    await written.undo();
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, message, severity, retryable, details } = thrown;
    const hint =
      code === 'dataset.tolerance-exceeded'
        ? thrown.hint?.replace('raise rejects.tolerance', 'import it with --tolerance')
        : thrown.hint;
    throw new AppError(code, `${message.replace(/\.?$/, '.')} Nothing was imported.`, {
      ...(hint === undefined ? {} : { hint }),
      severity,
      retryable,
      details,
      cause: thrown,
    });
  }
}

function parseSheet(text: string): NonNullable<FileSource['sheet']> {
  return /^[1-9]\d*$/.test(text) ? Number(text) : text;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('give a share from 0 to 1, for instance 0.01.');
}
