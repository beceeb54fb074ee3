import { Module, type DynamicModule, type INestApplicationContext, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { CLOCK, systemClock } from './common/clock.js';
import { logContext } from './common/log-context.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ENVIRONMENT, type Environment } from './config/environment.js';
import { PROJECT, type Project } from './content/project.js';
import { DashboardResolver } from './dashboards/dashboard-resolver.js';
import { DatasetsModule } from './datasets/datasets.module.js';
import { EngineModule } from './engine/engine.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { StepsModule } from './steps.module.js';
import { DashboardsController } from './dashboards/dashboards.controller.js';
import { HttpModule } from './http/http.module.js';
import { OperationsModule } from './http/operations.module.js';
import { pathOf } from './http/problem.filter.js';
import { WEB_ROOT } from './http/web.controller.js';
import { IdentityModule } from './identity/identity.module.js';
import { RunsController } from './jobs/runs.controller.js';
import { SchedulesController } from './jobs/schedules.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { IssuesController } from './reports/issues.controller.js';
import { NotesController } from './reports/notes/notes.controller.js';

/** What all features share and no feature owns. */
@Module({})
class GroundModule {
  static with(environment: Environment, webRoot: string): DynamicModule {
    const providers = [
      { provide: ENVIRONMENT, useValue: environment },
      { provide: CLOCK, useValue: systemClock },
      { provide: WEB_ROOT, useValue: webRoot },
    ];
    return { module: GroundModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}

@Module({})
class ProjectModule {
  static with(project: Project): DynamicModule {
    const providers = [{ provide: PROJECT, useValue: project }];
    return { module: ProjectModule, global: true, providers, exports: [PROJECT] };
  }
}

/** Everything below HTTP: catalogue, jobs with the steps of a run, datasets, reports. The command line runs on it. */
@Module({})
export class FeaturesModule {
  static with(project: Project): DynamicModule {
    return {
      module: FeaturesModule,
      global: true,
      imports: [
        ProjectModule.with(project),
        CatalogModule,
        EngineModule,
        DatasetsModule,
        ReportsModule,
        StepsModule,
        JobsModule,
      ],
      providers: [DashboardResolver],
      exports: [
        ProjectModule,
        CatalogModule,
        EngineModule,
        DatasetsModule,
        ReportsModule,
        JobsModule,
        DashboardResolver,
      ],
    };
  }
}

/** Commands keep stdout for their answer. */
const stderrLogger = {
  log: () => {},
  warn: (message: unknown) => void process.stderr.write(`warning: ${String(message)}\n`),
  error: (message: unknown) => void process.stderr.write(`${String(message)}\n`),
};

/** The product without HTTP, for a command or a worker. Close it when done. */
export function createContext(environment: Environment, project: Project): Promise<INestApplicationContext> {
  const ground = GroundModule.with(environment, '');
  const module = { module: ContextModule, imports: [ground, FeaturesModule.with(project), IdentityModule] };
  return NestFactory.createApplicationContext(module, { logger: stderrLogger, abortOnError: false });
}

@Module({})
class ContextModule {}

/** The whole server: ground, features (`features`, from the caller), and the routes over them. */
@Module({})
export class AppModule {
  static with(
    environment: Environment,
    webRoot: string,
    features: NonNullable<ModuleMetadata['imports']>,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        GroundModule.with(environment, webRoot),
        createLogger(environment.logLevel),
        ...features,
        IdentityModule,
        HttpModule,
      ],
      controllers: [
        RunsController,
        SchedulesController,
        IssuesController,
        NotesController,
        DashboardsController,
        MetricsController,
      ],
    };
  }
}

/** A worker of its own: no pages and no API, only health and metrics, for whoever watches it. */
@Module({})
export class WorkerModule {
  static with(environment: Environment, features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    const imports = [
      GroundModule.with(environment, ''),
      createLogger(environment.logLevel),
      ...features,
      IdentityModule,
      OperationsModule,
    ];
    return { module: WorkerModule, imports };
  }
}

/** What no log may hold, should an object with it ever be logged. */
const SECRETS = ['password', 'token', 'secret', 'private_key', 'authorization', 'cookie', 'databaseUrl', 'redisUrl'];

/** JSON lines on stdout, with run and step where one works; one for each request, with no query (it may hold a secret) and no heads. */
function createLogger(level: string): DynamicModule {
  return LoggerModule.forRoot({
    pinoHttp: {
      level,
      // A copy: pino writes the rest of the line into it.
      mixin: () => ({ ...logContext() }),
      redact: SECRETS.flatMap((name) => [name, `*.${name}`]),
      autoLogging: { ignore: ({ url = '' }) => url.startsWith('/assets/') || url.startsWith('/api/health') },
      serializers: {
        req: ({ id, method, url }: { id: unknown; method: string; url: string }) => ({ id, method, path: pathOf(url) }),
        res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
      },
    },
  });
}
