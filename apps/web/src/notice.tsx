import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RequestFailure, type RunError } from './api.js';
import { useReader } from './reader.js';
import type { Words } from './words.js';

/** A quiet box that says what is (not) here and what to do about it. */
export function Notice(props: { kind?: 'failed'; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={`notice ${props.kind ?? ''}`} role={props.kind === 'failed' ? 'alert' : undefined}>
      <strong>{props.title}</strong>
      {props.children && <p>{props.children}</p>}
      {props.action}
    </div>
  );
}

/** Grey lines of the height of what is coming, so that nothing jumps. */
export function Skeleton({ lines, height }: { lines: number; height: number }) {
  const { words } = useReader();
  return (
    <div aria-busy="true" aria-label={words.loading} className="skeletons">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton" style={{ height }} />
      ))}
    </div>
  );
}

/** Draws a query in the state it is in: loading, failed, or its data (old data stays; the page says that it is old). */
export function Loaded<T>(props: { query: UseQueryResult<T>; skeleton: ReactNode; children: (data: T) => ReactNode }) {
  const { words } = useReader();
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  if (!error) return props.skeleton;
  const retry = (
    <button type="button" onClick={() => void refetch()}>
      {words.retry}
    </button>
  );
  return (
    <Notice kind="failed" title={words.failed} action={retry}>
      <Failure error={error} />
    </Notice>
  );
}

/** A failure: in the reader's words what went wrong, then the server's own words (which are English) with its hint. */
export function Failure({ error }: { error: Error | RunError }) {
  const { words, language } = useReader();
  if (error instanceof RequestFailure && error.status === 0) return <>{words.offline}</>;
  const code = 'code' in error ? error.code : '';
  const hint = 'hint' in error ? error.hint : undefined;
  return (
    <>
      {language !== 'en' && <span className="lead">{failureWords(code, words)}</span>}
      <span lang="en">{[error.message, hint].filter(Boolean).join(' ')}</span>
    </>
  );
}

/** Words for a code of the server (`storage.full`): its own, else those of its area. */
function failureWords(code: string, { errors }: Words): string {
  return errors[code] ?? errors[code.split('.')[0] ?? ''] ?? errors['internal'] ?? '';
}

/** What a stranger sees: how to get in. */
export function SignInHelp() {
  const { words } = useReader();
  return (
    <main className="centre">
      <h1>{words.forbidden}</h1>
      <p>{words.forbiddenHelp}</p>
      <pre>
        <code>npx decile link</code>
      </pre>
    </main>
  );
}
