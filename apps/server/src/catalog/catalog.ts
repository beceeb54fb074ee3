import type { Kysely, Transaction } from 'kysely';
import type { CatalogTables } from './tables.js';

/** Token of the catalogue connection: a Kysely instance on the schema `decile`, migrated. */
export const CATALOG = Symbol('CATALOG');

export type Catalog = Kysely<CatalogTables>;
export type CatalogTransaction = Transaction<CatalogTables>;
