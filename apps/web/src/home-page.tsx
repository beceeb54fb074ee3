import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, type Issue, type Project, type Run, type Schedule } from './api.js';
import { IssueRow } from './issue-row.js';
import { JobCard } from './job-card.js';
import { Loaded, Notice, Skeleton } from './notice.js';
import { linkTo } from './path.js';
import { useReader } from './reader.js';
import { isActive } from './run-progress.js';
import { RunRow } from './run-row.js';

const EVERY = 15_000;

/** What can be made, what was made, and what is being made. */
export function HomePage() {
  const { words } = useReader();
  const project = useQuery({ queryKey: ['project'], queryFn: api.project, refetchInterval: EVERY });
  const issues = useQuery({ queryKey: ['issues'], queryFn: api.issues, refetchInterval: EVERY });
  const runs = useQuery({ queryKey: ['runs'], queryFn: api.runs, refetchInterval: EVERY });
  const schedules = useQuery({ queryKey: ['schedules'], queryFn: api.schedules, refetchInterval: EVERY });
  const timeZone = project.data?.time_zone ?? 'UTC';
  return (
    <main className="home">
      <Section title={words.dashboards} className="dashboards">
        <Loaded query={project} skeleton={<Skeleton lines={1} height={76} />}>
          {(found) => <Dashboards project={found} />}
        </Loaded>
      </Section>
      <Section title={words.runTitle} className="jobs">
        <Loaded query={project} skeleton={<Skeleton lines={1} height={150} />}>
          {(found) => <Jobs project={found} runs={runs.data ?? []} schedules={schedules.data ?? []} />}
        </Loaded>
      </Section>
      <Section title={words.issues} className="issues">
        <Loaded query={issues} skeleton={<Skeleton lines={4} height={64} />}>
          {(found) => <Issues issues={found} timeZone={timeZone} />}
        </Loaded>
      </Section>
      <Section title={words.runs} className="runs">
        <Loaded query={runs} skeleton={<Skeleton lines={4} height={64} />}>
          {(found) => <Runs runs={found} project={project.data} />}
        </Loaded>
      </Section>
    </main>
  );
}

function Section(props: { title: string; className: string; children: ReactNode }) {
  return (
    <section className={props.className}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

function Dashboards({ project }: { project: Project }) {
  const { words, text } = useReader();
  if (project.dashboards.length === 0) return <Notice title={words.noDashboards}>{words.noDashboardsHelp}</Notice>;
  return (
    <div className="cards boards">
      {project.dashboards.map(({ name, title, description }) => (
        <a key={name} className="card" {...linkTo(`/dashboards/${encodeURIComponent(name)}`)}>
          <strong>{text(title)}</strong>
          {description && <span className="meta">{text(description)}</span>}
        </a>
      ))}
    </div>
  );
}

function Jobs({ project, runs, schedules }: { project: Project; runs: Run[]; schedules: Schedule[] }) {
  const { words } = useReader();
  if (project.jobs.length === 0) return <Notice title={words.noJobs}>{words.noJobsHelp}</Notice>;
  const active = (job: string) => runs.find((run) => run.job === job && isActive(run.state));
  return (
    <div className="cards">
      {project.jobs.map((job) => (
        <JobCard
          key={job.name}
          job={job}
          usual={job.language ?? project.language}
          run={active(job.name)}
          schedule={schedules.find((schedule) => schedule.job === job.name)}
        />
      ))}
    </div>
  );
}

function Issues({ issues, timeZone }: { issues: Issue[]; timeZone: string }) {
  const { words } = useReader();
  if (issues.length === 0) return <Notice title={words.noIssues}>{words.noIssuesHelp}</Notice>;
  return (
    <ul className="card rows">
      {issues.map((issue) => (
        <IssueRow key={issue.id} issue={issue} timeZone={timeZone} />
      ))}
    </ul>
  );
}

function Runs({ runs, project }: { runs: Run[]; project: Project | undefined }) {
  const { words, text } = useReader();
  if (runs.length === 0) return <Notice title={words.noRuns}>{words.noRunsHelp}</Notice>;
  const title = (name: string) => text(project?.jobs.find((job) => job.name === name)?.title ?? name);
  return (
    <ul className="card rows">
      {runs.map((run) => (
        <RunRow key={run.id} run={run} title={title(run.job)} timeZone={project?.time_zone ?? 'UTC'} />
      ))}
    </ul>
  );
}
