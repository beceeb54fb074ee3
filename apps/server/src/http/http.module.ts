import { Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { OperationsModule } from './operations.module.js';
import { ProjectController } from './project.controller.js';
import { createValidationPipe } from './validation.js';
import { WebController } from './web.controller.js';

/** What all routes share: validation, and the routes that belong to no feature. */
@Module({
  imports: [OperationsModule],
  controllers: [ProjectController, WebController],
  providers: [{ provide: APP_PIPE, useFactory: createValidationPipe }],
  exports: [OperationsModule],
})
export class HttpModule {}
