import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../config/environment.js';
import { GarbageCollector } from './garbage-collector.js';

const FIRST_MS = 10 * 60_000;
const EVERY_MS = 24 * 3_600_000;

/** Lets each worker collect garbage ten minutes after its start and then once a day; a command ends long before that. */
@Injectable()
export class GarbageSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('GarbageSweeper');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'role'>,
    @Inject(GarbageCollector) private readonly collector: GarbageCollector,
  ) {}

  onApplicationBootstrap(): void {
    if (this.environment.role !== 'api') this.wait(FIRST_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep().finally(() => this.wait(EVERY_MS));
    }, ms).unref();
  }

  private async sweep(): Promise<void> {
    try {
      const { versions, files, bytes } = await this.collector.collect();
      this.logger.log(`removed ${versions.length} versions, ${files} files and folders, ${bytes} bytes`);
    } catch (error) {
      this.logger.warn(`garbage could not be collected: ${String(error)}`);
    }
  }
}
