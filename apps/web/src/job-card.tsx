import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, type Job, type Language, type Run, type Schedule } from './api.js';
import { formatTime } from './format.js';
import { Failure } from './notice.js';
import { useReader } from './reader.js';
import { LiveProgress } from './run-row.js';

interface JobCardProps {
  job: Job;
  /** Language that an issue has unless one is chosen. */
  usual: Language;
  /** The run under way. */
  run: Run | undefined;
  schedule: Schedule | undefined;
}

/** A job that can be run: when it runs by itself, as-of day, language, the button, and the run under way. */
export function JobCard({ job, usual, run, schedule }: JobCardProps) {
  const { words, text } = useReader();
  const client = useQueryClient();
  const [asOf, setAsOf] = useState('');
  const [language, setLanguage] = useState<Language | ''>('');
  const start = useMutation({
    mutationFn: () => api.start(job.name, { as_of: asOf || undefined, language: language || undefined }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form className="card job" onSubmit={submit}>
      <h3>{text(job.title)}</h3>
      {schedule && <NextTime schedule={schedule} />}
      <div className="fields">
        <label>
          <span>{words.asOf}</span>
          <input type="date" value={asOf} onChange={(event) => setAsOf(event.target.value)} />
          <small>{words.asOfDefault[job.as_of]}</small>
        </label>
        <label>
          <span>{words.language}</span>
          <select value={language} onChange={(event) => setLanguage(event.target.value as Language | '')}>
            <option value="">{words.languageDefault(words.languages[usual])}</option>
            <option value="ko">{words.languages.ko}</option>
            <option value="en">{words.languages.en}</option>
          </select>
        </label>
        <button type="submit" className="primary" disabled={start.isPending}>
          {start.isPending ? words.starting : words.run}
        </button>
      </div>
      {start.error && (
        <p className="error" role="alert">
          <Failure error={start.error} />
        </p>
      )}
      {run && <LiveProgress run={run} />}
    </form>
  );
}

/** When the job runs next by itself, on the clock of its schedule, and how often. */
function NextTime({ schedule }: { schedule: Schedule }) {
  const { words, text, language } = useReader();
  const { next, paused_at, time_zone } = schedule;
  const [first] = next;
  const when = first === undefined ? null : words.nextTime(formatTime(first, time_zone, language));
  return (
    <p className="meta">
      {paused_at === null ? when : words.pausedSchedule}
      {' · '}
      {text(schedule.words)} ({time_zone})
    </p>
  );
}
