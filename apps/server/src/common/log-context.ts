import { AsyncLocalStorage } from 'node:async_hooks';

/** Names that every log line written inside carries: run, step. */
export type LogContext = Readonly<Record<string, string>>;

const storage = new AsyncLocalStorage<LogContext>();

/** Does some work, all of whose log lines carry the context, however deep and however asynchronous. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

/** The context of the work at hand; empty outside. */
export function logContext(): LogContext {
  return storage.getStore() ?? {};
}
