import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostmaster } from '../../apps/server/src/catalog/postmaster.js';
import { preparePlace } from '../../apps/server/src/catalog/postgres-place.js';

/** Reads the catalogue of a state folder from outside; a server that is away is waited for, never started. */
export class LedgerWatch {
  private client: Client | undefined;
  private asking: Promise<unknown> = Promise.resolve();

  constructor(private readonly stateDir: string) {}

  /** Rows of a query, once the server answers; one query after the other. */
  rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    const answer = this.asking.then(() => this.ask<Row>(text, values));
    this.asking = answer.catch(() => {});
    return answer;
  }

  private async ask<Row>(text: string, values: unknown[]): Promise<Row[]> {
    for (;;) {
      try {
        this.client ??= await this.connect();
        return (await this.client.query(text, values)).rows as Row[];
      } catch (error) {
        if (/syntax|does not exist/.test(String(error)) && !/role|database/.test(String(error))) throw error;
        this.client?.end().catch(() => {});
        this.client = undefined;
        await sleep(50);
      }
    }
  }

  async close(): Promise<void> {
    await this.client?.end().catch(() => {});
  }

  private async connect(): Promise<Client> {
    const { dataDir } = await preparePlace(this.stateDir);
    const server = await findPostmaster(dataDir);
    if (!server) throw new Error('no server');
    const client = new Client({
      host: server.socketDir,
      user: 'decile',
      database: 'postgres',
      application_name: 'fault-watch',
      options: '-c search_path=decile',
      connectionTimeoutMillis: 5000,
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  }
}
