import { createRequire } from 'node:module';
import { productVersion } from '../config/software.js';

/** Versions of what makes a result, by name. */
export type Versions = Record<string, string>;
export const VERSIONS = Symbol('VERSIONS');

/** Versions of Decile, Node and DuckDB as installed; read once at start. */
export function readVersions(): Versions {
  const require = createRequire(import.meta.url);
  const duckdb = require('@duckdb/node-api/package.json') as { version: string };
  return { decile: productVersion, node: process.versions.node, duckdb: duckdb.version.replace(/-r\.\d+$/, '') };
}
