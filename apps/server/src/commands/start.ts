import { Command, Option } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { createContext, FeaturesModule } from '../app.module.js';
import { ResultRepository } from '../catalog/result.repository.js';
import { RunRepository } from '../catalog/run.repository.js';
import { ExitCode, toErrorRecord } from '../common/errors.js';
import type { Environment } from '../config/environment.js';
import type { Project } from '../content/project.js';
import { renderDiagnostics } from '../content/render-diagnostics.js';
import { Sessions } from '../identity/sessions.js';
import { RunFollower } from '../jobs/run-follower.js';
import { RunScheduler } from '../jobs/run-scheduler.js';
import { RunStarter } from '../jobs/run-starter.js';
import { startServer, startWorker } from '../server.js';
import { openProject } from './open-project.js';
import { RunProgress } from './progress.js';
import { readPort } from './read-options.js';
import { failureText } from './report-failure.js';
import { findAddress, forgetAddress, sayAddress } from './server-address.js';
import { untilSignal } from './stop-signal.js';

export function startCommand(done: (code: number) => void): Command {
  return new Command('start')
    .description('the server: page, API and worker')
    .addOption(new Option('--role <role>').choices(['api', 'worker', 'all']))
    .option('--port <n>', 'port of the page and the API (default 3000, or PORT)')
    .action(async (options: { role?: Environment['role']; port?: string }, command: Command) => {
      const { environment, project } = await openProject(command, {
        ...(options.role && { role: options.role }),
        ...(options.port && { port: readPort(options.port) }),
      });
      if (project.diagnostics.length > 0)
        process.stderr.write(`${renderDiagnostics(project.diagnostics, { color: process.stderr.isTTY })}\n`);
      const ended = untilSignal();
      const { app, link, close } = await openServer(environment, project);
      if (link !== undefined) printLink(link);
      if (environment.role !== 'api') app.get(RunScheduler).start();
      if (environment.role !== 'api') await Promise.race([issueFirstReports(app, project), ended]);
      await ended;
      process.stderr.write('stopping; once more to stop at once …\n');
      await close();
      done(ExitCode.ok);
    });
}

export function linkCommand(_done: (code: number) => void): Command {
  return new Command('link')
    .description('a new one-time sign-in link to the running server')
    .option('--port <n>', 'port of the server (default that of the running one)')
    .action(async (options: { port?: string }, command: Command) => {
      const { environment, project } = await openProject(command, {
        role: 'api',
        ...(options.port && { port: readPort(options.port) }),
      });
      const app = await createContext(environment, project);
      try {
        const running = options.port === undefined ? await findAddress(environment.stateDir) : undefined;
        const address = running ?? `http://localhost:${environment.port}`;
        printLink(address + (await app.get(Sessions).createLink()));
      } finally {
        await app.close();
      }
    });
}

interface Opened {
  app: INestApplicationContext;
  /** One-time sign-in link; a worker has no page to sign in to. */
  link?: string;
  close(): Promise<void>;
}

async function openServer(environment: Environment, project: Project): Promise<Opened> {
  if (environment.role === 'worker') {
    const worker = await startWorker(environment, [FeaturesModule.with(project)]);
    return { app: worker, close: () => worker.close() };
  }
  const server = await startServer(environment, { features: [FeaturesModule.with(project)] });
  await sayAddress(environment.stateDir, server.url);
  return {
    app: server.app,
    link: await server.createLink(),
    close: async () => {
      await forgetAddress(environment.stateDir);
      await server.close();
    },
  };
}

function printLink(link: string): void {
  process.stdout.write(`\nDecile is ready. Sign in (the link works once, within a day):\n\n  ${link}\n\n`);
}

/** Jobs that never issued anything are run once, so that a new project has something to show. */
async function issueFirstReports(app: INestApplicationContext, project: Project): Promise<void> {
  const issued = new Set((await app.get(ResultRepository).recent(1000)).map((result) => result.report));
  const first = [...project.jobs.values()].filter(({ spec }) => !issued.has(spec.report));
  const known = await app.get(RunRepository).recent(1000);
  for (const { name } of first) {
    process.stderr.write(`first issue of ${name}\n`);
    try {
      // Servers that start together have counted the same, so they share one run.
      const key = `first issue after ${known.filter(({ job }) => job === name).length} runs`;
      await followOnce(app, (await app.get(RunStarter).start(name, {}, key)).id);
    } catch (error) {
      process.stderr.write(failureText(toErrorRecord(error)));
    }
  }
  if (first.length > 0) process.stderr.write('first issues are done; press Ctrl-C to stop the server\n');
}

async function followOnce(app: INestApplicationContext, id: string): Promise<void> {
  const runs = app.get(RunRepository);
  const progress = new RunProgress(await runs.steps(id), process.stderr.isTTY);
  for await (const event of app.get(RunFollower).follow(id, 0)) progress.show(event);
  progress.end();
  const run = await runs.find(id);
  if (run?.error) process.stderr.write(failureText(run.error));
}
