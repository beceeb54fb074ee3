import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { watch } from 'chokidar';
import { Command, Option } from 'commander';
import { createContext } from '../app.module.js';
import { AppError, ExitCode } from '../common/errors.js';
import type { Language } from '../common/local-text.js';
import { Engine } from '../engine/engine.js';
import { isDay } from '../common/is-day.js';
import { PreviewState } from '../reports/preview/preview-state.js';
import { servePreview } from '../reports/preview/preview-server.js';
import { ReportPreview } from '../reports/preview/report-preview.js';
import { openProject, readWithColumns } from './open-project.js';
import { readPort, readSettings } from './read-options.js';
import { untilSignal } from './stop-signal.js';

interface PreviewOptions {
  language?: Language;
  asOf?: string;
  set: string[];
  port: string;
}

/** Everything that a report's look and figures are written in. */
const WATCHED = ['decile.yaml', 'datasets', 'report-templates', 'jobs', 'brand'];

export function previewCommand(done: (code: number) => void): Command {
  return new Command('preview')
    .description('a report as a page on the latest data, drawn again whenever a file is saved')
    .argument('<report>')
    .addOption(new Option('--language <language>', 'language of the report').choices(['ko', 'en']))
    .option('--as-of <date>', 'the day the report looks from (default: that of the latest data)')
    .option('--set <key=value...>', 'parameters of the report', [])
    .option('--port <n>', 'port on this machine', '3001')
    .action(async (report: string, options: PreviewOptions, command: Command) => {
      if (options.asOf !== undefined && !isDay(options.asOf)) throw noDay(options.asOf);
      const port = readPort(options.port);
      const { environment, project } = await openProject(command, { role: 'api' });
      const app = await createContext(environment, project);
      const preview = app.get(ReportPreview);
      const engine = app.get(Engine);
      const choice = { ...options, report, set: readSettings(options.set) };
      const state = new PreviewState({
        report,
        readProject: () => readWithColumns(environment.projectRoot, engine),
        draw: (current) => preview.draw(current, choice),
        now: () => performance.now(),
      });
      const watcher = watch(
        WATCHED.map((path) => join(environment.projectRoot, path)),
        { ignoreInitial: true },
      );
      watcher.on('all', () => void state.refresh());
      try {
        await state.refresh();
        const server = await servePreview(state, { title: report, port });
        process.stdout.write(`preview of ${report}: ${server.url} (Ctrl-C ends it)\n`);
        await untilSignal();
        await server.close();
      } finally {
        await watcher.close();
        await preview.close();
        await app.close();
      }
      done(ExitCode.ok);
    });
}

function noDay(text: string): AppError {
  return new AppError('preview.as-of-invalid', `"${text}" is not a day of the calendar`, {
    severity: 'usage',
    hint: 'write it like 2026-10-31',
  });
}
