import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import type { RowPushRepository } from '../../catalog/row-push.repository.js';
import type { DatasetItem } from '../../content/project.js';
import type { Engine } from '../../engine/engine.js';
import type { BuildContext, Built, RefreshContext } from '../build-context.js';

/** What an origin is given to find out which version is called for, while the dataset is locked. */
export interface PrepareContext extends RefreshContext {
  item: DatasetItem;
  engine: Engine;
  /** Version that readers see. */
  current: DatasetVersion | undefined;
  /** Storage root, absolute. */
  root: string;
  /** Folder that becomes the version, and one for files that are removed after the refresh. */
  folder: string;
  scratch: string;
  pushes: RowPushRepository;
  /** Private hosts that may be reached. */
  allowHosts: readonly string[];
}

/** What the rows of a version depend on, and how they are made. */
export interface Prepared {
  /** Values of the parameters that the rows depend on, `as_of` among them. */
  parameters: Record<string, string | number>;
  /** What else they depend on but definition and inputs: goes into the version's id as it is. */
  content?: unknown;
  /** Absolute paths outside the storage that the build reads. */
  files: string[];
  /** Writes the tables. Called only when there is no such version yet. */
  build(context: BuildContext): Promise<Built>;
}
