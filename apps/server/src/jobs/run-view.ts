import type { Artefact } from '../catalog/result.repository.js';
import type { Run, RunEvent, RunStep } from '../catalog/run.repository.js';

/** A run as the API shows it; instants are ISO 8601 in UTC. */
export function viewRun(run: Run) {
  const { id, job, report, as_of, language, formats, parameters, state, cancel_requested, result_id, error } = run;
  return {
    id,
    job,
    report,
    as_of,
    language,
    formats,
    parameters,
    state,
    cancel_requested,
    result_id,
    error,
    created_at: run.created_at.toISOString(),
    started_at: run.started_at?.toISOString() ?? null,
    finished_at: run.finished_at?.toISOString() ?? null,
  };
}

/** A step as the API shows it. */
export function viewStep(step: RunStep) {
  const { step: name, state, progress, attempts, output, reused, started_at, finished_at } = step;
  return {
    step: name,
    state,
    progress,
    attempts,
    output,
    reused,
    started_at: started_at?.toISOString() ?? null,
    finished_at: finished_at?.toISOString() ?? null,
  };
}

/** A file of a result, with where to fetch it below `base`. */
export function viewFile({ format, file_name, bytes, sha256 }: Artefact, base: string) {
  return { format, name: file_name, bytes: Number(bytes), sha256, url: `${base}/${encodeURIComponent(file_name)}` };
}

/** A line of a run's log as an event of its stream; its id lets a reader resume. */
export function viewEvent({ id, at, kind, data }: RunEvent) {
  return { id: Number(id), event: kind, data: { ...data, at: at.toISOString() } };
}
