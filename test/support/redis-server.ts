import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Whether tests can start a Redis of their own; says so on stderr when not. */
export function redisIsInstalled(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true;
  process.stderr.write('SKIPPED: no redis-server on this machine\n');
  return false;
}

/** A Redis of a test: no port, a socket in the test's folder, nothing on disk. */
export class TestRedis {
  private child: ChildProcess | undefined;
  readonly url: string;

  constructor(folder: string) {
    this.url = join(folder, 'redis.sock');
  }

  async start(): Promise<void> {
    const settings = ['--port', '0', '--unixsocket', this.url, '--save', '', '--appendonly', 'no'];
    this.child = spawn('redis-server', settings, { stdio: 'ignore' });
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    for (;;) {
      const answers = await client.connect().then(
        () => true,
        () => false,
      );
      if (answers) break;
      await sleep(30);
    }
    client.disconnect();
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends it as a power cut would: everything in it is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Runs one command on a connection of its own. */
  async send(command: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(this.url);
    try {
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  }
}
