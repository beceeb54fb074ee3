import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import statics from '@fastify/static';
import type { ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule, WorkerModule } from './app.module.js';
import { AppError } from './common/errors.js';
import type { Environment } from './config/environment.js';
import { mountOpenApi } from './http/openapi.js';
import { toProblem } from './http/problem.js';
import { addSecurityHeads } from './http/security-heads.js';
import { ServerClosing } from './http/server-closing.js';
import { VERSIONS, type Versions } from './http/versions.js';
import { IdentityGuard } from './identity/identity.guard.js';
import { Sessions } from './identity/sessions.js';

/** Folder of the built pages, seen from dist/server/ and from apps/server/src/. */
const WEB_ROOTS = ['../web', '../../../dist/web'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

export interface StartOptions {
  /** Modules of the features; together they export CATALOG, PROJECT, the repositories, RunStarter, RunFollower, DashboardResolver. */
  features: NonNullable<ModuleMetadata['imports']>;
  /** Folder with the built pages; the one of this installation when absent. */
  webRoot?: string;
}

export interface RunningServer {
  app: NestFastifyApplication;
  /** `http://host:port` that a browser on this machine can open. */
  url: string;
  /** Makes a one-time sign-in link; the whole URL. */
  createLink(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts the HTTP server: routes, pages, documentation. Listens on `environment.host`, which is loopback unless set.
 * Throws `server.port-taken` when another process has the port.
 */
export async function startServer(
  environment: Environment,
  { features, webRoot }: StartOptions,
): Promise<RunningServer> {
  const root = webRoot ?? WEB_ROOTS.find((path) => existsSync(join(path, 'index.html'))) ?? WEB_ROOTS[0]!;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(environment, root, features),
    new FastifyAdapter({ bodyLimit: 1_048_576 }),
    { bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.flushLogs();
  await addPlugins(app, root);
  mountOpenApi(app, app.get<Versions>(VERSIONS)['decile'] ?? '');
  await listen(app, environment);
  const url = urlOf(app, environment);
  return {
    app,
    url,
    createLink: async () => url + (await app.get(Sessions).createLink()),
    close: () => {
      app.get(ServerClosing).begin();
      return app.close();
    },
  };
}

/**
 * Starts a worker without pages. It listens only where `environment.workerPort` is set, and answers there for health and metrics.
 * Throws `server.port-taken`.
 */
export async function startWorker(
  environment: Environment,
  features: NonNullable<ModuleMetadata['imports']>,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerModule.with(environment, features),
    new FastifyAdapter(),
    { bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.flushLogs();
  await app.register(cookie);
  if (environment.workerPort === undefined) await app.init();
  else await listen(app, { host: environment.host, port: environment.workerPort });
  return app;
}

async function addPlugins(app: NestFastifyApplication, webRoot: string): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  addSecurityHeads(server);
  await app.register(cookie);
  // The documentation is no Nest route, so the guard does not stand before it.
  server.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/docs')) return;
    await app
      .get(IdentityGuard)
      .admit(request)
      .catch((thrown: unknown) => {
        const problem = toProblem(thrown, '/api/docs');
        return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
      });
  });
  if (existsSync(webRoot)) {
    const options = { root: webRoot, wildcard: false, index: false as const, cacheControl: false };
    await app.register(statics, {
      ...options,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheFor(webRoot, path)),
    });
  }
}

/** Names under assets/ hold the hash of their content; the others may change with the next version. */
function cacheFor(webRoot: string, path: string): string {
  return path.startsWith(join(webRoot, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

async function listen(app: NestFastifyApplication, { host, port }: Pick<Environment, 'host' | 'port'>): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new AppError('server.port-taken', `Port ${port} is used by another process.`, {
      severity: 'infrastructure',
      hint: `Stop it, or choose another one: npx decile start --port ${port + 1}`,
      cause,
    });
  }
}

/** The port may be 0 in the environment: then the system chose one. */
function urlOf(app: NestFastifyApplication, { host }: Environment): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name}:${port}`;
}
