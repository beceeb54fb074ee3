import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Run } from './api.js';
import { formatDay, formatTime, secondsBetween } from './format.js';
import { Failure } from './notice.js';
import { linkTo } from './path.js';
import { useReader } from './reader.js';
import { doneShare, isActive, stepInWords } from './run-progress.js';
import { useRun } from './use-run.js';

/** Bar and words of a run that works. */
export function LiveProgress({ run }: { run: Run }) {
  const { words } = useReader();
  const live = useRun(run);
  const steps = live?.steps ?? [];
  const share = Math.round(doneShare(steps) * 100);
  const state = run.cancel_requested
    ? words.stopping
    : (stepInWords(steps, words) ?? words.states[live?.state ?? run.state]);
  return (
    <div className="progress">
      <progress max={100} value={share} aria-label={state} />
      <span aria-live="polite">{state}</span>
      <span className="number">{share}%</span>
    </div>
  );
}

/** A run: what, how it stands, what can be done about it. */
export function RunRow({ run, title, timeZone }: { run: Run; title: string; timeZone: string }) {
  const { words, language } = useReader();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ['runs'] });
  const cancel = useMutation({ mutationFn: () => api.cancel(run.id), onSuccess });
  const again = useMutation({
    mutationFn: () => {
      const { as_of, formats, parameters } = run;
      return api.start(run.job, { as_of, language: run.language, formats, set: parameters });
    },
    onSuccess,
  });
  const failure = cancel.error ?? again.error;
  const active = isActive(run.state);
  return (
    <li className="run">
      <div className="line">
        <strong>{title}</strong>
        {!active && <span className={`state ${run.state}`}>{words.states[run.state]}</span>}
      </div>
      <p className="meta">
        {words.asOfDay(formatDay(run.as_of, language))} · {formatTime(run.created_at, timeZone, language)}
        {run.state === 'done' && <Duration run={run} />}
      </p>
      {active && <LiveProgress run={run} />}
      {run.error && (
        <div className="error">
          <p>
            <Failure error={run.error} />
          </p>
        </div>
      )}
      {failure && (
        <p className="error" role="alert">
          <Failure error={failure} />
        </p>
      )}
      <div className="buttons">
        {run.state === 'done' && run.result_id && <a {...linkTo(`/issues/${run.result_id}`)}>{words.report}</a>}
        {active && (
          <button type="button" disabled={run.cancel_requested || cancel.isPending} onClick={() => cancel.mutate()}>
            {run.cancel_requested ? words.stopping : words.cancel}
          </button>
        )}
        {!active && (
          <button type="button" disabled={again.isPending} onClick={() => again.mutate()}>
            {words.again}
          </button>
        )}
      </div>
    </li>
  );
}

function Duration({ run }: { run: Run }) {
  const { words } = useReader();
  if (run.finished_at === null) return null;
  const seconds = secondsBetween(run.started_at ?? run.created_at, run.finished_at);
  return <> · {words.took(words.minutes(Math.floor(seconds / 60), seconds % 60))}</>;
}
