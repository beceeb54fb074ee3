import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.js';
import { ServerClosing } from './server-closing.js';
import { readVersions, VERSIONS } from './versions.js';

/** What whoever runs the product looks at, on a server with pages and on a mere worker alike, and how errors become answers there. */
@Module({
  controllers: [HealthController, MetricsController],
  providers: [
    Readiness,
    ServerClosing,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: VERSIONS, useFactory: readVersions },
  ],
  exports: [ServerClosing, VERSIONS],
})
export class OperationsModule {}
