import { describe, expect, it } from 'vitest';
import { isAbandoned, isAlive, startOf, workingFolderName } from './process-identity.js';

describe('working folders', () => {
  it('belong to the process whose name they have while it lives', () => {
    expect(isAbandoned(workingFolderName('duckdb'))).toBe(false);
  });

  it('are abandoned when it is gone, or its pid is now that of another', () => {
    expect(isAbandoned('refresh-999999999.1-abc')).toBe(true);
    expect(isAbandoned(`import-${process.pid}.1-abc`)).toBe(true);
  });

  it('are left alone when they are not of ours', () => {
    expect(isAbandoned('uploads-999999999.1-abc')).toBe(false);
    expect(isAbandoned('duckdb')).toBe(false);
  });

  it('know a process by pid and start', () => {
    expect(isAlive(process.pid, startOf(process.pid))).toBe(true);
    expect(isAlive(process.pid, undefined)).toBe(true);
    expect(isAlive(0, undefined)).toBe(false);
  });
});
