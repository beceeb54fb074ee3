import { AppError } from '../../common/errors.js';

/** Where a database is and as whom it is read. */
export interface DatabaseAddress {
  kind: 'postgres' | 'mysql';
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** `verify`: TLS with a certificate for the host; `unverified`: TLS with any certificate. */
  tls: 'off' | 'verify' | 'unverified';
}

const KINDS: Record<string, DatabaseAddress['kind']> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};
const PORTS = { postgres: 5432, mysql: 3306 };
const TLS: Record<string, DatabaseAddress['tls']> = {
  disable: 'off',
  require: 'verify',
  'verify-full': 'verify',
  'no-verify': 'unverified',
};
const REFERENCE = /\$\{env:(\w+)\}/g;

/**
 * The address that a definition's url means, its `${env:NAME}` filled in. A url that is one reference is taken as it is; a value inside
 * a url is percent-encoded. Throws `secret.missing`, `database.bad-url`; neither shows a value.
 */
export function readDatabaseUrl(url: string, secret: (name: string) => string | undefined): DatabaseAddress {
  const isWhole = /^\$\{env:\w+\}$/.test(url);
  const filled = url.replaceAll(REFERENCE, (_, name: string) => {
    const value = secret(name);
    if (value === undefined) throw missing(name);
    return isWhole ? value : encodeURIComponent(value);
  });
  return parseDatabaseUrl(filled, url);
}

function parseDatabaseUrl(url: string, shown: string): DatabaseAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const kind = KINDS[parsed?.protocol ?? ''];
  if (!parsed || !kind) throw badUrl(shown, 'is not the url of a PostgreSQL, MariaDB or MySQL database');
  const { sslmode = 'disable', ...others } = Object.fromEntries(parsed.searchParams);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw badUrl(shown, `has the parameter "${unknown}", which is not known`);
  const tls = TLS[sslmode];
  if (tls === undefined) throw badUrl(shown, `has an sslmode that is none of ${Object.keys(TLS).join(', ')}`);
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (parsed.hostname === '' || database === '') throw badUrl(shown, 'names no host or no database');
  return {
    kind,
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(parsed.port) || PORTS[kind],
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
    tls,
  };
}

function missing(name: string): AppError {
  return new AppError('secret.missing', `The environment variable ${name}, which the definition names, is not set.`, {
    hint: 'Set it where the server and the command run.',
    details: { variable: name },
  });
}

/** `shown` is the text of the definition, in which secrets are references. */
function badUrl(shown: string, what: string): AppError {
  return new AppError('database.bad-url', `${shown} ${what}.`, {
    hint: 'Write postgres://user@host:5432/database or mysql://user@host:3306/database, with ?sslmode=require for TLS.',
  });
}
