import { isDay } from '../common/is-day.js';
import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { createContext } from '../app.module.js';
import type { DatasetVersion } from '../catalog/dataset-version.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import { datasetOrder } from '../content/dataset-order.js';
import type { Project } from '../content/project.js';
import { DatasetRefresher } from '../datasets/dataset-refresher.js';
import type { Refreshed } from '../datasets/refresh-dataset.js';
import { dayBefore, dayIn } from '../jobs/calendar-day.js';
import { openProject, requireSound } from './open-project.js';

interface RefreshOptions {
  asOf?: string;
  full?: boolean;
  json?: boolean;
}

export function refreshCommand(_done: (code: number) => void): Command {
  return new Command('refresh')
    .description('a new version of a dataset, after those of the datasets that it reads')
    .argument('<dataset>')
    .option('--as-of <date>', 'the day to look from, like 2026-10-31 (default: yesterday)')
    .option('--full', 'read its source from the start and take the columns as they are now')
    .option('--json', 'one JSON object on stdout')
    .action(async (dataset: string, options: RefreshOptions, command: Command) => {
      if (options.asOf !== undefined && !isDay(options.asOf)) {
        throw new AppError('refresh.bad-day', `"${options.asOf}" is not a day of the calendar`, { severity: 'usage' });
      }
      const { environment, project } = await openProject(command, { role: 'api' });
      requireSound(project, 'datasets', dataset);
      const app = await createContext(environment, project);
      try {
        await refresh(app, project, dataset, options);
      } finally {
        await app.close();
      }
    });
}

/** Refreshes the dataset and what it reads, inputs first; one line for each. */
async function refresh(app: INestApplicationContext, project: Project, dataset: string, options: RefreshOptions) {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const asOf = options.asOf ?? dayBefore(dayIn(project.spec.time_zone, app.get<Clock>(CLOCK).now()));
  const inputs = new Map<string, DatasetVersion>();
  for (const name of datasetOrder(project, [dataset])) {
    const refreshed = await app.get(DatasetRefresher).refresh(project.datasets.get(name)!, {
      project,
      asOf,
      parameters: {},
      inputs,
      rebuild: options.full === true && name === dataset,
      signal: abort.signal,
      progress: () => {},
      log: (message) => void process.stderr.write(`${message}\n`),
    });
    inputs.set(name, refreshed.version);
    if (!options.json) process.stdout.write(lineOf(name, refreshed));
    else if (name === dataset) process.stdout.write(`${JSON.stringify(summaryOf(refreshed))}\n`);
  }
}

function lineOf(name: string, refreshed: Refreshed): string {
  const { rows, refused, version, reused } = summaryOf(refreshed);
  const end = reused ? ' (nothing has changed)' : '';
  return `${name}: ${rows} rows, ${refused} refused, version ${version.slice(0, 12)}${end}\n`;
}

function summaryOf({ version, reused }: Refreshed) {
  const { tables, refused, read } = version.manifest;
  return { dataset: version.dataset, version: version.id, reused, rows: tables[0]?.rows ?? 0, read, refused };
}
