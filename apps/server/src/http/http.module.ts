import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { HealthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ProjectController } from './project.controller.js';
import { ServerClosing } from './server-closing.js';
import { createValidationPipe } from './validation.js';
import { readVersions, VERSIONS } from './versions.js';
import { WebController } from './web.controller.js';

/** What all routes share: validation, errors, and the routes that belong to no feature. */
@Module({
  controllers: [HealthController, ProjectController, WebController],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: createValidationPipe },
    ServerClosing,
    { provide: VERSIONS, useFactory: readVersions },
  ],
  exports: [ServerClosing],
})
export class HttpModule {}
