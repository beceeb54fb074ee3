import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Says that the server is about to go: answers that never end by themselves end, and readiness turns away new work. */
@Injectable()
export class ServerClosing implements BeforeApplicationShutdown {
  private readonly closing = new AbortController();

  get signal(): AbortSignal {
    return this.closing.signal;
  }

  begin(): void {
    this.closing.abort();
  }

  beforeApplicationShutdown(): void {
    this.begin();
  }
}
