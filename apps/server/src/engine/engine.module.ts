import { Module } from '@nestjs/common';
import { Engine } from './engine.js';

/** DuckDB. Needs ENVIRONMENT, which is provided globally. */
@Module({ providers: [Engine], exports: [Engine] })
export class EngineModule {}
