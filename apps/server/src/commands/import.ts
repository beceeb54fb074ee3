import { join } from 'node:path';
import { Command } from 'commander';
import { createContext } from '../app.module.js';
import { AppError } from '../common/errors.js';
import { snakeName } from '../content/spec/common.js';
import { DatasetRefresher } from '../datasets/dataset-refresher.js';
import { importFile } from '../datasets/import-file.js';
import { Engine } from '../engine/engine.js';
import { openProject, requireSound } from './open-project.js';

export function importCommand(_done: (code: number) => void): Command {
  return new Command('import')
    .description('CSV, TSV, blank-separated or Parquet file → dataset definition and first version')
    .argument('<file>')
    .requiredOption('--as <name>', 'name of the dataset: lower-case letters, digits and _')
    .action(async (file: string, { as: name }: { as: string }, command: Command) => {
      const checked = snakeName.safeParse(name);
      if (!checked.success)
        throw new AppError('import.bad-name', `"${name}" is no dataset name`, {
          severity: 'usage',
          hint: checked.error.issues[0]?.message ?? '',
        });
      const before = await openProject(command, { role: 'api' });
      const engine = new Engine(before.environment);
      const scratchRoot = join(before.environment.stateDir, 'tmp');
      const written = await importFile(file, name, before.project, { engine, scratchRoot });
      await engine.onModuleDestroy();
      process.stdout.write(`wrote ${written.definition} (rows in ${written.data})
`);
      const { environment, project } = await openProject(command, { role: 'api' });
      requireSound(project, 'datasets', name);
      const app = await createContext(environment, project);
      try {
        const item = project.datasets.get(name)!;
        const asOf = new Date().toISOString().slice(0, 10);
        const quiet = { progress: () => {}, log: () => {} };
        const context = { project, asOf, parameters: {}, inputs: new Map(), ...quiet };
        const { version } = await app.get(DatasetRefresher).refresh(item, context);
        const rows = version.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        process.stdout.write(
          `${name}: ${rows} rows, ${version.manifest.refused} refused, version ${version.id.slice(0, 12)}\n`,
        );
        process.stdout.write(`next: npx decile query "select * from ${name} limit 5"\n`);
      } finally {
        await app.close();
      }
    });
}
