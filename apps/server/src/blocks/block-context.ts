import type { QuerySession, Value } from '../common/value.js';
import type { ProjectImage } from '../content/image.js';
import type { DatasetColumn } from '../content/spec/dataset.js';
import type { Figures } from './figures.js';
import type { FormatSettings } from './format-value.js';
import type { IssueContext } from './issue-diff/previous-issue.js';
import type { TextRenderer } from './text-template.js';

/** What blocks are resolved with. */
export interface BlockContext {
  session: QuerySession;
  parameters: Record<string, Value>;
  figures: Figures;
  text: TextRenderer;
  settings: FormatSettings;
  /** Names of the tables that a SELECT reads. */
  tablesOf: (sql: string) => Promise<string[]>;
  /** Declared columns of a table: titles and formats where the block gives none. */
  columnsOf: (table: string) => readonly DatasetColumn[];
  /** Pictures of the report's template folder, by file name. */
  images?: ReadonlyMap<string, ProjectImage>;
  /** What a report knows of its issues; a dashboard has none. */
  issue?: IssueContext;
  signal?: AbortSignal;
}
