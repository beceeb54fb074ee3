import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DatasetVersionRepository, type DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { RowPushRepository } from '../../catalog/row-push.repository.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../../config/environment.js';
import { PROJECT, type Project } from '../../content/project.js';
import { keep as keepSchema } from '../../content/spec/dataset-source.js';
import { expiredVersions, type Expiry } from './expired-versions.js';
import { abandonedFolders, removeAll, spentSegments, strayFiles, type Leftover } from './sweep-files.js';

/** Days for which an idempotency key is known. */
const KEY_DAYS = 30;
const DAY_MS = 86_400_000;

/** What was removed, or would be. */
export interface Collected {
  versions: { dataset: string; id: string }[];
  /** How many more versions nothing needs, but a query that began within the hour may still be at. */
  waiting: number;
  /** Files and folders, and their bytes. */
  files: number;
  bytes: number;
}

/** Removes what nothing needs any more: old versions and their files, spent log segments, folders of dead processes. */
@Injectable()
export class GarbageCollector {
  private readonly root: string;

  constructor(
    @Inject(PROJECT) private readonly project: Pick<Project, 'datasets'>,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
    @Inject(RowPushRepository) private readonly pushes: RowPushRepository,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'stateDir'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.root = storageRoot(environment);
  }

  /**
   * Never removes the current version of a dataset, one that a kept issue used, or one that a running run holds. Rows go first, files
   * after: what a crash leaves in between is found by the next collection. With `dryRun` nothing is removed.
   */
  async collect({ dryRun = false } = {}): Promise<Collected> {
    const collected: Collected = { versions: [], waiting: 0, files: 0, bytes: 0 };
    const names = new Set([...(await this.versions.datasets()), ...this.project.datasets.keys()]);
    for (const dataset of [...names].sort()) {
      await this.versions.exclusively(dataset, () => this.collectDataset(dataset, dryRun, collected));
    }
    await this.clear(await abandonedFolders(join(this.environment.stateDir, 'tmp')), dryRun, collected);
    if (!dryRun) await this.pushes.forget(new Date(this.clock.now().getTime() - KEY_DAYS * DAY_MS));
    return collected;
  }

  private async collectDataset(dataset: string, dryRun: boolean, collected: Collected): Promise<void> {
    const all = await this.versions.list(dataset);
    const current = await this.versions.current(dataset);
    const { expired, waiting } = await this.expiryOf(dataset, all, current);
    collected.waiting += waiting;
    const gone = new Set(dryRun ? expired : await this.versions.remove(expired));
    collected.versions.push(...[...gone].sort().map((id) => ({ dataset, id })));
    const kept = all.filter(({ id }) => !gone.has(id));
    await this.clear(await strayFiles(this.root, dataset, kept), dryRun, collected);
    if (current) await this.clear(await spentSegments(this.root, current, this.clock.now()), dryRun, collected);
  }

  private async expiryOf(
    dataset: string,
    all: readonly DatasetVersion[],
    current: DatasetVersion | undefined,
  ): Promise<Expiry> {
    const keep = this.project.datasets.get(dataset)?.spec.keep ?? keepSchema.parse({});
    return expiredVersions(all, current?.id, await this.versions.held(), keep, this.clock.now());
  }

  private async clear(leftovers: Leftover[], dryRun: boolean, collected: Collected): Promise<void> {
    if (!dryRun) await removeAll(leftovers);
    collected.files += leftovers.length;
    collected.bytes += leftovers.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
