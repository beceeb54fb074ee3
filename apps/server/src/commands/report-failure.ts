import { ExitCode, toErrorRecord, type ErrorRecord } from '../common/errors.js';

/** Exit code that a failure ends the command with. */
export function exitCodeOf(record: ErrorRecord): number {
  return ExitCode[record.severity];
}

/** Writes a failure for people on stderr (or as JSON on stdout) and returns the exit code. */
export function reportFailure(thrown: unknown, json = false): number {
  const record = toErrorRecord(thrown);
  if (json) process.stdout.write(`${JSON.stringify({ error: record })}\n`);
  process.stderr.write(failureText(record));
  if (record.code === 'internal' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
  return exitCodeOf(record);
}

/** The failure in words: what, what to do, and the first details that the message does not give. */
export function failureText(record: ErrorRecord): string {
  const lines = [`error: ${record.message} [${record.code}]`];
  if (record.hint) lines.push(`  hint: ${record.hint}`);
  for (const detail of listed(record.details)) lines.push(`  - ${detail}`);
  return `${lines.join('\n')}\n`;
}

function listed(details: Record<string, unknown>): string[] {
  return Object.values(details)
    .filter(Array.isArray)
    .flatMap((list: unknown[]) =>
      list
        .filter((entry) => !isReason(entry))
        .slice(0, 10)
        .map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))),
    );
}

/** Reasons of the gate are the message itself. */
function isReason(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'reason' in entry;
}
