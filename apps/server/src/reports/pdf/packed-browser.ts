import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';
import { fontFolder } from '../html/fonts.js';
import { readTar } from './read-tar.js';

/**
 * Unpacks the Chromium that lies inside `@sparticuz/chromium` (200 MB, 2 s) once per user and version, and says how to start it; undefined
 * when the package is not installed. Two processes may do so at once: each unpacks beside and the first rename stays.
 */
export async function unpackBrowser(): Promise<{ executablePath: string; env: Record<string, string> } | undefined> {
  const manifest = packedManifest();
  if (manifest === undefined) return undefined;
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const folder = join(await privateFolder(), version);
  if (!existsSync(folder)) await unpack(join(dirname(manifest), 'bin'), folder);
  const executablePath = join(folder, 'chromium');
  const env = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return { executablePath, env: startsAlone(executablePath) ? env : { ...env, LD_LIBRARY_PATH: join(folder, 'lib') } };
}

/** The package exports its code only, so its folder is found by the folders that Node would look in. */
function packedManifest(): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths('@sparticuz/chromium') ?? [];
  return folders
    .map((folder) => join(folder, '@sparticuz/chromium/package.json'))
    .find((file) => existsSync(file) && existsSync(join(dirname(file), 'bin/chromium.br')));
}

/** A folder that no other user can have prepared: a binary lies in it that we are going to start. */
async function privateFolder(): Promise<string> {
  const { uid, username } = userInfo();
  const folder = join(tmpdir(), `decile-browser-${uid >= 0 ? uid : username}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid: owner, mode } = await stat(folder);
  if (uid < 0 || (owner === uid && (mode & 0o022) === 0)) return folder;
  return mkdtemp(join(tmpdir(), 'decile-browser-'));
}

async function unpack(source: string, folder: string): Promise<void> {
  const beside = await mkdtemp(`${folder}-`);
  try {
    await pipeline(
      createReadStream(join(source, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(beside, 'chromium'), { mode: 0o755 }),
    );
    await unpackLibraries(join(source, 'al2023.tar.br'), beside);
    await writeFile(join(beside, 'fonts.conf'), fontsConfiguration(folder));
    await rename(beside, folder);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** NSS and its kin, which the binary links and a bare machine lacks. */
async function unpackLibraries(archive: string, folder: string): Promise<void> {
  if (!existsSync(archive)) return;
  await mkdir(join(folder, 'lib'), { recursive: true });
  for (const { name, content } of readTar(brotliDecompressSync(await readFile(archive)))) {
    const base = name.split('/').at(-1) ?? '';
    if (base.includes('.so')) await writeFile(join(folder, 'lib', base), content, { mode: 0o755 });
  }
}

/** The report family first, then what the machine has, so a character that the family lacks still finds a glyph. */
function fontsConfiguration(folder: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${fontFolder().replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</dir>`,
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `<cachedir>${join(folder, 'font-cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}

function startsAlone(executablePath: string): boolean {
  return spawnSync(executablePath, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
