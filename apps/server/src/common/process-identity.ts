import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Whether a process with that pid exists, whoever owns it. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process in clock ticks since boot, where /proc tells it: pids are used again. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Whether the process of that pid is still the one that started then; an empty start is that of any. */
export function isAlive(pid: number, start: string | undefined): boolean {
  return isRunning(pid) && (!start || startOf(pid) === start);
}

/** Name of a folder that this process works in and removes: `<kind>-<pid>.<start>-<unique>`. */
export function workingFolderName(kind: 'duckdb' | 'refresh' | 'import'): string {
  return `${kind}-${process.pid}.${startOf(process.pid) ?? ''}-${randomUUID()}`;
}

/** True for the name of a working folder whose process is gone. */
export function isAbandoned(name: string): boolean {
  const [, pid, start] = /^(?:duckdb|refresh|import)-(\d+)\.(\d*)-/.exec(name) ?? [];
  return pid !== undefined && !isAlive(Number(pid), start);
}
