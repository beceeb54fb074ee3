import type { DatasetVersion } from '../catalog/dataset-version.repository.js';
import type { PartManifest, SourceCursor } from '../catalog/tables.js';
import type { DatasetItem, Project } from '../content/project.js';
import type { Workspace } from '../engine/workspace.js';

/** What a refresh is given. */
export interface RefreshContext {
  project: Pick<Project, 'root'>;
  /** YYYY-MM-DD; `$as_of` in SQL. */
  asOf: string;
  parameters: Record<string, string | number>;
  /** Versions of the datasets that this one reads, by dataset name. */
  inputs: ReadonlyMap<string, DatasetVersion>;
  /** Reads a source from the start and takes its columns as they are now. */
  rebuild?: boolean;
  signal?: AbortSignal;
  /** 0-1. */
  progress(done: number): void;
  log(message: string, data?: Record<string, unknown>): void;
}

/** What a builder of tables is given. Its workspace has a view for each table of the inputs. */
export interface BuildContext extends RefreshContext {
  item: DatasetItem;
  workspace: Workspace;
  /** Lower-case names of the input tables. */
  inputTables: ReadonlySet<string>;
  /** Threads that heavy work may take. */
  threads: number;
  /** Folder that becomes the version: only its Parquet files. */
  folder: string;
  /** Folder for files that are removed after the build. */
  scratch: string;
}

/** A table that a builder wrote into the folder. */
export interface BuiltTable {
  /** `orders`, `grades.scores`. */
  name: string;
  /** Its new file; undefined where all its rows are in parts that earlier versions made. */
  file?: string;
  /** Parts of earlier versions that come before the file. */
  kept?: readonly PartManifest[];
}

export interface Built {
  tables: BuiltTable[];
  /** Rows read from a file, rows refused of them; 0 for SQL. */
  read: number;
  refused: number;
  cursor?: SourceCursor;
}
