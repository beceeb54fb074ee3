import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';
import { ServerClosing } from './server-closing.js';
import { readVersions, VERSIONS } from './versions.js';

/** What whoever runs the product looks at, on a server with pages and on a mere worker alike. */
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Readiness, ServerClosing, { provide: VERSIONS, useFactory: readVersions }],
  exports: [ServerClosing, VERSIONS],
})
export class OperationsModule {}
