import { describe, expect, it } from 'vitest';
import { eventStream, formatEvent, type StreamedEvent } from './event-stream.js';

async function* events(...items: (StreamedEvent | number)[]): AsyncIterable<StreamedEvent> {
  for (const item of items) {
    if (typeof item === 'number') await new Promise((done) => setTimeout(done, item));
    else yield item;
  }
}

async function read(stream: AsyncIterable<string>): Promise<string[]> {
  const parts: string[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

describe('eventStream', () => {
  it('writes id, name and one line of data', () => {
    expect(formatEvent({ id: 7, event: 'log', data: { message: 'a\nb' } })).toBe(
      'id: 7\nevent: log\ndata: {"message":"a\\nb"}\n\n',
    );
  });

  it('ends with an event of its own', async () => {
    expect(await read(eventStream(events()))).toEqual(['retry: 2000\n\n', 'event: end\ndata: {}\n\n']);
  });

  it('keeps a silent connection alive and loses nothing over it', async () => {
    const parts = await read(
      eventStream(events({ id: 1, event: 'a', data: 1 }, 60, { id: 2, event: 'b', data: 2 }), { heartbeatMs: 20 }),
    );
    expect(parts).toContain(': still here\n\n');
    expect(parts.filter((part) => part.startsWith('id:'))).toHaveLength(2);
  });

  it('stops without that event when the server goes, so that the client comes back', async () => {
    const closing = AbortSignal.abort();
    expect(await read(eventStream(events(), { closing }))).toEqual(['retry: 2000\n\n']);
  });

  it('fails when its source fails', async () => {
    async function* broken(): AsyncIterable<StreamedEvent> {
      yield { event: 'a', data: 1 };
      throw new Error('away');
    }
    await expect(read(eventStream(broken()))).rejects.toThrow('away');
  });
});
