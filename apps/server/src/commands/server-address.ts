import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, startOf } from '../common/process-identity.js';
import { writeFileAtomically } from '../common/write-file.js';

const record = z.object({ url: z.string(), pid: z.number(), start: z.string().optional() });

/** Says beside the state where the server of this process is reached. The last one that started is named. */
export async function sayAddress(stateDir: string, url: string): Promise<void> {
  const text = JSON.stringify({ url, pid: process.pid, start: startOf(process.pid) });
  await writeFileAtomically(pathIn(stateDir), `${text}\n`);
}

/** Takes the address of this process back; that of another one stays. */
export async function forgetAddress(stateDir: string): Promise<void> {
  if ((await readRecord(stateDir))?.pid === process.pid) await rm(pathIn(stateDir), { force: true });
}

/** Address of a server on this machine that runs on that state; undefined where there is none. */
export async function findAddress(stateDir: string): Promise<string | undefined> {
  const found = await readRecord(stateDir);
  return found && isAlive(found.pid, found.start) ? found.url : undefined;
}

async function readRecord(stateDir: string): Promise<z.infer<typeof record> | undefined> {
  const text = await readFile(pathIn(stateDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : record.safeParse(JSON.parse(text)).data;
}

function pathIn(stateDir: string): string {
  return join(stateDir, 'server.json');
}
