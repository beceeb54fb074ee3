import type { ResolvedBlock } from '../../server/src/blocks/result.js';

export type Language = 'ko' | 'en';
export type LocalText = string | { ko: string; en: string };
export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'refused' | 'cancelled' | 'set_aside';
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface Job {
  name: string;
  title: LocalText;
  report: string;
  as_of: 'month_end' | 'yesterday';
  /** Language of its own; the project's when null. */
  language: Language | null;
}

/** When a job runs by itself. */
export interface Schedule {
  job: string;
  time_zone: string;
  words: { ko: string; en: string };
  paused_at: string | null;
  /** Next due times, ISO 8601, the nearest first. */
  next: string[];
}

export interface Project {
  name: string;
  title: LocalText;
  language: Language;
  time_zone: string;
  currency: string;
  brand: { name: LocalText; color: string; accent?: string } | null;
  jobs: Job[];
  dashboards: { name: string; title: LocalText; description: LocalText | null }[];
  mistakes: number;
}

/** A dashboard with its blocks resolved in one language. */
export interface Dashboard {
  name: string;
  language: Language;
  title: string;
  description?: string;
  as_of: string;
  /** Dataset → version id. */
  versions: Record<string, string>;
  blocks: ResolvedBlock[];
}

export interface FileLink {
  format: 'pdf' | 'xlsx' | 'html' | 'json';
  name: string;
  bytes: number;
  url: string;
}

export interface Issue {
  id: string;
  short_id: string;
  report: string;
  title: string;
  as_of: string;
  language: Language;
  created_at: string;
  files: FileLink[];
}

export interface RunError {
  code: string;
  message: string;
  hint?: string;
}

export interface Run {
  id: string;
  job: string;
  as_of: string;
  language: Language;
  formats: string[];
  parameters: Record<string, string | number>;
  state: RunState;
  cancel_requested: boolean;
  result_id: string | null;
  error: RunError | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface Step {
  step: string;
  state: StepState;
  /** 0-1. */
  progress: number;
}

export interface RunDetail extends Run {
  steps: Step[];
}

export interface StartRequest {
  as_of?: string;
  language?: Language;
  formats?: string[];
  set?: Record<string, string | number>;
}

/** What somebody wrote of a row of an issue; fields that are not there were left as they were. */
export interface NoteFields {
  owner?: string;
  due?: string | null;
  state?: 'open' | 'done' | 'dropped';
  opinion?: 'agree' | 'disagree' | 'unsure';
  comment?: string;
}

export interface WrittenNote extends NoteFields {
  author: string;
  written_at: string;
  /** As-of day of the issue that it was written on. */
  as_of: string;
}

/** How an action stands. */
export interface NotedAction {
  owner: string;
  due: string | null;
  state: 'open' | 'done' | 'dropped';
  comment: string;
}

export interface NotedRow {
  item: string;
  texts: { title: string; text: string }[];
  /** Of an action only. */
  now?: NotedAction;
  /** The latest first. */
  notes: WrittenNote[];
}

/** A table of an issue that people write on. */
export interface NotedTable {
  block: string;
  kind: 'action' | 'review';
  title: string;
  rows: NotedRow[];
}

export interface NoteRequest extends NoteFields {
  kind: NotedTable['kind'];
  block: string;
  item: string;
  author: string;
}

/** A refused request, in the words of the server. Status 0: no answer at all. */
export class RequestFailure extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly hint?: string,
    readonly code = '',
  ) {
    super(message);
  }
}

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(path, init).catch(() => {
    throw new RequestFailure(0, '');
  });
  if (answer.status === 204) return undefined as T;
  if (answer.ok) return (await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; hint?: string; code?: string };
  throw new RequestFailure(answer.status, problem.detail ?? answer.statusText, problem.hint, problem.code);
}

function change<T>(path: string, body: unknown = {}): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-decile-request': '1' },
    body: JSON.stringify(body),
  });
}

const notesOf = (id: string): string => `/api/issues/${encodeURIComponent(id)}/notes`;

/** The server's routes, one function each; all throw RequestFailure. */
export const api = {
  project: () => request<Project>('/api/project'),
  dashboard: (name: string, language: Language) =>
    request<Dashboard>(`/api/dashboards/${encodeURIComponent(name)}?language=${language}`),
  issues: async () => (await request<{ issues: Issue[] }>('/api/issues')).issues,
  issue: (id: string) => request<Issue>(`/api/issues/${encodeURIComponent(id)}`),
  notes: async (id: string) => (await request<{ tables: NotedTable[] }>(notesOf(id))).tables,
  write: async (id: string, note: NoteRequest) => (await change<{ tables: NotedTable[] }>(notesOf(id), note)).tables,
  runs: async () => (await request<{ runs: Run[] }>('/api/runs?limit=20')).runs,
  schedules: async () => (await request<{ schedules: Schedule[] }>('/api/schedules')).schedules,
  run: (id: string) => request<RunDetail>(`/api/runs/${encodeURIComponent(id)}`),
  start: (job: string, body: StartRequest) => change<Run>(`/api/jobs/${encodeURIComponent(job)}/runs`, body),
  signOut: () => change<void>('/api/sign-out'),
  cancel: (id: string) => change<Run>(`/api/runs/${encodeURIComponent(id)}/cancel`),
};
