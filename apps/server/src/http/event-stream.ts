import { Readable } from 'node:stream';

export interface StreamedEvent {
  id?: number;
  event: string;
  data: unknown;
}

/** One event of a `text/event-stream`; JSON holds no line break, so one `data:` line is enough. */
export function formatEvent({ id, event, data }: StreamedEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

export interface EventStreamOptions {
  /** A comment is sent where nothing came for so long: proxies cut silent connections. */
  heartbeatMs?: number;
  /** Aborted when the server goes: the stream stops without `end`, and the client comes back. */
  closing?: AbortSignal;
}

/** Bytes of an event stream: tells the client to come back after 2 s, then every event, and `end` after the last one. */
export async function* eventStream(
  events: AsyncIterable<StreamedEvent>,
  { heartbeatMs = 15_000, closing }: EventStreamOptions = {},
): AsyncIterable<string> {
  yield 'retry: 2000\n\n';
  const iterator = events[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const arrived = await within(next, heartbeatMs);
      if (arrived === null) {
        yield ': still here\n\n';
        continue;
      }
      if (arrived.done) break;
      yield formatEvent(arrived.value);
      next = iterator.next();
    }
    if (!closing?.aborted) yield formatEvent({ event: 'end', data: {} });
  } finally {
    await iterator.return?.();
  }
}

/** The same as a stream that Fastify can send. */
export function eventBytes(events: AsyncIterable<StreamedEvent>, options: EventStreamOptions = {}): Readable {
  return Readable.from(eventStream(events, options), { objectMode: false });
}

/** What `promise` gives, or null when it takes longer than `ms`. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
