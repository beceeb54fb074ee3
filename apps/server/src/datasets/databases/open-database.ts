import { outboundAddress } from '../../common/outbound-address.js';
import { secret } from '../../config/environment.js';
import { readDatabaseUrl } from './database-url.js';
import { openMysql } from './mysql-database.js';
import { openPostgres } from './postgres-database.js';
import type { SourceDatabase } from './source-database.js';

/**
 * Opens the database that a definition's url means, for reading. The secrets of the url are looked up here and go no further. Throws
 * `secret.missing`, `database.*`, `network.denied`.
 */
export async function openDatabase(
  url: string,
  allowHosts: readonly string[],
  signal?: AbortSignal,
): Promise<SourceDatabase> {
  const address = readDatabaseUrl(url, secret);
  const ip = await outboundAddress(address.host, allowHosts);
  return address.kind === 'postgres' ? openPostgres(address, ip, signal) : openMysql(address, ip, signal);
}
