import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { ErrorRecord } from '../common/errors.js';

type Time = ColumnType<Date, Date | string, Date | string>;
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'refused' | 'cancelled' | 'set_aside';
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

/** One Parquet file of a table. It never changes, and versions of a dataset may share it. */
export interface PartManifest {
  /** Relative to the storage root. */
  file: string;
  rows: number;
  bytes: number;
  sha256: string;
}

/** What is known of a table of a dataset version: the rows of its parts, in their order. */
export interface TableManifest {
  name: string;
  rows: number;
  columns: { name: string; type: string }[];
  parts: PartManifest[];
}

/** How far a dataset that goes on from its version before has read its source. */
export interface SourceCursor {
  /** Hash of what decides which rows are read and how; another one means reading all again. */
  origin: string;
  /** Highest value of the incremental column, as the source takes it back. */
  watermark?: string;
  /** Bytes that were taken from each segment of the append log. */
  segments?: Record<string, number>;
}

export interface VersionManifest {
  dataset: string;
  tables: TableManifest[];
  /** Versions of the datasets it was made from. */
  inputs: Record<string, string>;
  /** Values of the parameters that its query used. */
  parameters: Record<string, string | number>;
  from: string | null;
  to: string | null;
  /** Rows read from a file, rows refused of them; 0 for SQL. */
  read: number;
  refused: number;
  /** Only where the next version goes on from this one. */
  cursor?: SourceCursor;
}

export interface DatasetVersionsTable {
  /** SHA-256 of what the version is made of (definition, input versions or file hash, parameters, code version). */
  id: string;
  dataset: string;
  /** SHA-256 of what is written of the dataset and of all that it reads; empty where it is not known. */
  definition: string;
  /** Day that the rows look from; empty where they do not depend on one. */
  as_of: string;
  /** Folder relative to the storage root. */
  path: string;
  manifest: JSONColumnType<VersionManifest>;
  /** When it was last made, or found to be the right one again. */
  created_at: Time;
}

/** What a client that pushed rows was told. */
export interface PushReceipt {
  dataset: string;
  accepted: number;
  refused: number;
  /** The first of the refused rows. */
  rejects: RefusedCell[];
  /** Where the append log holds the rows; null when none was accepted. */
  position: { segment: string; offset: number } | null;
}

/** Why a pushed row was refused. */
export interface RefusedCell {
  /** Number of the row in its push, from 1; of a CSV record with its header counted, as a spreadsheet does. */
  row: number;
  column: string | null;
  value: string | null;
  reason: string;
}

/** Pushes that came with an idempotency key. */
export interface RowPushesTable {
  dataset: string;
  key: string;
  /** SHA-256 of the body. */
  digest: string;
  receipt: JSONColumnType<PushReceipt>;
  pushed_at: Time;
}

export interface RunsTable {
  id: string;
  job: string;
  report: string;
  as_of: string;
  language: string;
  formats: JSONColumnType<string[]>;
  parameters: JSONColumnType<Record<string, string | number>>;
  /** ISO instant after which the run is stopped. */
  deadline: Time;
  state: RunState;
  cancel_requested: Generated<boolean>;
  result_id: string | null;
  error: JSONColumnType<ErrorRecord | null, string | null | undefined, string | null>;
  created_at: Time;
  started_at: NullableTime;
  finished_at: NullableTime;
}

export interface RunStepsTable {
  run_id: string;
  /** `refresh:<dataset>`, `resolve`, `render`. */
  step: string;
  seq: number;
  state: StepState;
  /** 0-1. */
  progress: number;
  attempts: Generated<number>;
  /** Starts that never came to an end: their worker died, or lost the catalogue. */
  crashes: Generated<number>;
  /** Dataset version that a refresh step ended with, result id of a resolve step. */
  output: string | null;
  reused: boolean | null;
  started_at: NullableTime;
  finished_at: NullableTime;
}

export interface RunEventsTable {
  id: Generated<number>;
  run_id: string;
  at: Time;
  /** state | step | log */
  kind: string;
  data: JSONColumnType<Record<string, unknown>>;
}

/** A job's timetable as it was last seen, and how far its due times have been looked at. */
export interface SchedulesTable {
  job: string;
  cron: string;
  time_zone: string;
  /** When this timetable was first seen, changed or resumed; no due time before it counts. */
  since: Time;
  /** Due times up to here are settled; never moves back by itself. */
  considered_at: Time;
  paused_at: NullableTime;
}

export type DueState = 'due' | 'started' | 'skipped' | 'failed';

export interface ScheduleDuesTable {
  job: string;
  due_at: Time;
  state: DueState;
  /** Why it was skipped: late, superseded, paused. */
  reason: string | null;
  /** Id of its run, chosen before the run is written. */
  run_id: string | null;
  error: JSONColumnType<ErrorRecord | null, string | null | undefined, string | null>;
  recorded_at: Time;
}

/** One row: the name of this catalogue. */
export interface InstallationTable {
  id: string;
}

export interface WorkersTable {
  id: string;
  host: string;
  pid: number;
  started_at: Time;
  seen_at: Time;
}

export interface ResultsTable {
  id: string;
  digest: string;
  report: string;
  as_of: string;
  language: string;
  title: string;
  /** What the result was resolved from: enough to resolve it again. */
  source: JSONColumnType<Record<string, unknown>>;
  created_at: Time;
}

export interface ArtefactsTable {
  result_id: string;
  /** pdf | xlsx | html | json */
  format: string;
  /** Relative to the storage root. */
  path: string;
  file_name: string;
  sha256: string;
  bytes: number;
  created_at: Time;
}

/** What somebody wrote of one row of an issue; a field that is not there was left as it was. */
export interface NoteFields {
  /** Of an action. */
  owner?: string;
  /** YYYY-MM-DD; null takes it away. */
  due?: string | null;
  state?: 'open' | 'done' | 'dropped';
  /** Of a row that people were asked about. */
  opinion?: 'agree' | 'disagree' | 'unsure';
  comment?: string;
}

/** Rows are added and never changed. */
export interface IssueNotesTable {
  id: GeneratedAlways<number>;
  result_id: string;
  /** Block of the report and row of the block. */
  block: string;
  item: string;
  /** The name that the writer gave. */
  author: string;
  /** Who was signed in. */
  viewer: string;
  fields: JSONColumnType<NoteFields>;
  written_at: Time;
}

export interface SigningKeysTable {
  id: string;
  public_key: string;
  private_key: string;
  created_at: Time;
}

export interface SessionsTable {
  token_hash: string;
  /** link | session */
  kind: string;
  viewer: string;
  expires_at: Time;
  used_at: NullableTime;
}

export interface CatalogTables {
  dataset_versions: DatasetVersionsTable;
  row_pushes: RowPushesTable;
  runs: RunsTable;
  run_steps: RunStepsTable;
  run_events: RunEventsTable;
  schedules: SchedulesTable;
  schedule_dues: ScheduleDuesTable;
  workers: WorkersTable;
  installation: InstallationTable;
  results: ResultsTable;
  artefacts: ArtefactsTable;
  issue_notes: IssueNotesTable;
  signing_keys: SigningKeysTable;
  sessions: SessionsTable;
}
