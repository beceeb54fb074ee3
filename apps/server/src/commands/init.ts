import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../common/errors.js';
import { isDay } from '../common/is-day.js';
import { localize } from '../common/local-text.js';
import { readEnvironment } from '../config/environment.js';
import { productRoot } from '../config/software.js';
import { findCase } from '../content/case/case-parts.js';
import { initCase } from '../content/case/init-case.js';
import { listCases } from '../content/case/list-cases.js';
import { initProject } from '../content/init-project.js';
import { readProject } from '../content/read-project.js';
import { demoRows } from '../datasets/write-demo-rows.js';
import { Engine } from '../engine/engine.js';
import { dayIn, lastMonthEnd } from '../jobs/calendar-day.js';

interface Options {
  case?: string;
  list?: boolean;
  asOf?: string;
}

export function initCommand(_done: (code: number) => void): Command {
  return new Command('init')
    .description('a new project: one dataset, one dashboard, one report, one job, README; or one case on its demo rows')
    .argument('[dir]', 'a folder that does not exist yet or is empty')
    .option('--case <job>', 'start with a business case, ready for your own table')
    .option('--as-of <date>', 'last day of the demo rows of a case (default: end of the last complete month)')
    .option('--list', 'the cases')
    .addHelpText('after', () => `\nCases:\n${caseLines()}`)
    .action(async (dir: string | undefined, options: Options) => {
      if (options.list) process.stdout.write(caseLines());
      else await start(requireFolder(dir), options);
    });
}

async function start(dir: string, { case: name, asOf }: Options): Promise<void> {
  if (name === undefined) {
    const files = await initProject(resolve(dir));
    process.stdout.write(`created ${dir}\n${files.map((file) => `  ${file}\n`).join('')}`);
    process.stdout.write(`\nnext: npx decile run monthly-sales --project ${dir} --out out\n`);
    return;
  }
  const { day, sources } = await startCase(resolve(dir), name, asOf);
  process.stdout.write(`created ${dir}\n\nnext: npx decile run ${name} --project ${dir} --as-of ${day} --out out\n`);
  process.stdout.write(
    `your own table: edit \`from:\` in ${sources.map((each) => `datasets/${each}.yaml`).join(', ')}; see ${join(dir, 'README.md')}\n`,
  );
}

/** Returns the last day of the demo rows, and the names of the datasets that the reader maps. */
async function startCase(dir: string, name: string, asOf?: string): Promise<{ day: string; sources: string[] }> {
  const scratch = await mkdtemp(join(tmpdir(), 'decile-init-'));
  const engine = new Engine({ ...readEnvironment(), stateDir: scratch });
  try {
    const project = await readProject(productRoot, engine);
    const parts = findCase(
      project,
      name,
      listCases(productRoot).map((each) => each.name),
    );
    const day = readDay(asOf) ?? lastMonthEnd(dayIn(project.spec.time_zone, new Date()));
    const sources: string[] = [];
    const writeRows = demoRows(engine, day);
    await initCase(dir, project, parts, {
      asOf: day,
      writeRows: (source, file) => {
        sources.push(source.name);
        return writeRows(source, file);
      },
    });
    return { day, sources };
  } finally {
    await engine.onModuleDestroy();
    await rm(scratch, { recursive: true, force: true });
  }
}

function caseLines(): string {
  const cases = listCases(productRoot);
  const width = Math.max(...cases.map(({ name }) => name.length));
  return cases.map(({ name, title }) => `  ${name.padEnd(width)}  ${localize(title, 'en')}\n`).join('');
}

function requireFolder(dir: string | undefined): string {
  if (dir !== undefined) return dir;
  throw new AppError('init.no-folder', 'Which folder shall the project be in?', {
    hint: 'decile init DIR [--case <job>]',
    severity: 'usage',
  });
}

function readDay(text: string | undefined): string | undefined {
  if (text === undefined || isDay(text)) return text;
  throw new AppError('init.as-of', `"${text}" is not a day of the calendar.`, {
    hint: 'Write it like 2026-10-31.',
    severity: 'usage',
  });
}
