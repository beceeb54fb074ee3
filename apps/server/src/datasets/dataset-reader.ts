import { Inject, Injectable } from '@nestjs/common';
import { DatasetVersionRepository, type DatasetVersion } from '../catalog/dataset-version.repository.js';
import { AppError } from '../common/errors.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../config/environment.js';
import type { Project } from '../content/project.js';
import { Engine } from '../engine/engine.js';
import { GuardedSession } from '../engine/guarded-session.js';
import { versionIsWhole } from './dataset-storage.js';
import { createViews, versionFolders } from './open-versions.js';

/** The one place where a query gets its data: the kept files of exactly the versions that it is given. */
@Injectable()
export class DatasetReader {
  private readonly root: string;

  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
    @Inject(ENVIRONMENT) environment: Pick<Environment, 'stateDir'>,
  ) {
    this.root = storageRoot(environment);
  }

  /** A session over the tables of the versions. The caller closes it. Throws `dataset.files-missing`. */
  async open(versions: DatasetVersion[]): Promise<GuardedSession> {
    for (const version of versions) await this.assertWhole(version);
    const workspace = await this.engine.open(versionFolders(this.root, versions));
    try {
      return new GuardedSession(workspace, await createViews(workspace, this.root, versions));
    } catch (thrown) {
      await workspace.close();
      throw thrown;
    }
  }

  /** The version that readers see of each dataset of a project, by dataset name; datasets without one are left out. */
  async currentVersions(project: Pick<Project, 'datasets'>): Promise<Map<string, DatasetVersion>> {
    const found = new Map<string, DatasetVersion>();
    for (const name of project.datasets.keys()) {
      const version = await this.versions.current(name);
      if (version) found.set(name, version);
    }
    return found;
  }

  private async assertWhole(version: DatasetVersion): Promise<void> {
    if (await versionIsWhole(this.root, version.path, version.manifest.tables)) return;
    throw new AppError('dataset.files-missing', `Files of dataset "${version.dataset}" are missing in the storage.`, {
      hint: 'Refresh the dataset; its version is then made again.',
      details: { dataset: version.dataset, version: version.id, path: version.path },
    });
  }
}
