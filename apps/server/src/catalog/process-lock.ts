import { createHash } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../common/errors.js';
import { isAlive, startOf } from '../common/process-identity.js';

const POLL_MS = 25;
let sequence = 0;

/**
 * Runs `work` while no other process holds the lock file at `path`. The file names its holder by pid and start time, so the
 * lock of a killed process is noticed and taken over. Throws AppError `catalog.locked` (retryable) after `timeoutMs`.
 */
export async function withProcessLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  await acquire(path, timeoutMs);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, timeoutMs: number): Promise<void> {
  // The holder's name is complete before the lock appears: link(2) is atomic and refuses an existing name.
  const mine = `${path}.${process.pid}.${sequence++}`;
  await writeFile(mine, `${process.pid} ${startOf(process.pid) ?? ''}\n${mine}`);
  const deadline = performance.now() + timeoutMs;
  try {
    for (;;) {
      if (await linked(mine, path)) return;
      const holder = await readFile(path, 'utf8').catch(() => undefined);
      if (holder !== undefined && !holderIsAlive(holder)) await takeAway(path, holder, mine);
      else if (performance.now() > deadline) throw locked(path, holder);
      else await sleep(POLL_MS);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead holder. Only who holds the claim on exactly that lock may do it, so that a slower process with
 * the same judgement cannot remove the lock of the next holder. A claim whose owner died is removed in the same way.
 */
async function takeAway(path: string, judged: string, mine: string): Promise<void> {
  const claim = `${path}.${createHash('sha256').update(judged).digest('hex').slice(0, 12)}`;
  if (await linked(mine, claim)) {
    const now = await readFile(path, 'utf8').catch(() => undefined);
    if (now === judged) await rm(path, { force: true });
    await rm(claim, { force: true });
    return;
  }
  const claimant = await readFile(claim, 'utf8').catch(() => undefined);
  if (claimant === undefined || holderIsAlive(claimant)) await sleep(POLL_MS);
  else await takeAway(claim, claimant, mine);
}

function holderIsAlive(holder: string): boolean {
  const [pid, start] = (holder.split('\n')[0] ?? '').split(' ');
  return isAlive(Number(pid), start);
}

function locked(path: string, holder: string | undefined): AppError {
  const pid = holder?.split(' ')[0] ?? 'unknown';
  return new AppError('catalog.locked', `The lock ${path} has been held by process ${pid} for too long.`, {
    severity: 'infrastructure',
    retryable: true,
    hint: 'Wait for that process to end, or stop it.',
  });
}
