import { Inject, Injectable } from '@nestjs/common';
import { DatasetVersionRepository, type DatasetVersion } from '../catalog/dataset-version.repository.js';
import { refusedRows } from '../common/telemetry.js';
import { AppError } from '../common/errors.js';
import { PROJECT, type Project } from '../content/project.js';
import type { StepContext, StepOutcome } from '../jobs/steps.js';
import { DatasetRefresher } from './dataset-refresher.js';

/** Step `refresh:<dataset>`: the inputs that this run refreshed → a version of the dataset. */
@Injectable()
export class RefreshStep {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(DatasetRefresher) private readonly refresher: DatasetRefresher,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
  ) {}

  async handle({ run, step, outputs, signal, progress, log }: StepContext): Promise<StepOutcome> {
    const name = step.slice('refresh:'.length);
    const item = this.project.datasets.get(name);
    if (!item)
      throw new AppError('dataset.unknown', `there is no sound dataset "${name}"`, { hint: 'run `decile check`' });
    const inputs = new Map<string, DatasetVersion>();
    for (const input of item.inputs) inputs.set(input, await this.outputOf(input, outputs));
    const context = {
      project: this.project,
      asOf: run.as_of,
      parameters: run.parameters,
      inputs,
      signal,
      progress,
      log,
    };
    const { version, reused } = await this.refresher.refresh(item, context);
    const rows = version.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    if (!reused) refusedRows.inc({ dataset: name }, version.manifest.refused);
    if (!reused) log(`${name}: ${rows} rows`, { dataset: name, rows, refused: version.manifest.refused });
    return { output: version.id, reused };
  }

  private async outputOf(dataset: string, outputs: StepContext['outputs']): Promise<DatasetVersion> {
    const id = outputs.get(`refresh:${dataset}`);
    const version = id === undefined ? undefined : await this.versions.find(id);
    if (version) return version;
    throw new AppError('dataset.no-version', `the run has no version of "${dataset}"`, { severity: 'infrastructure' });
  }
}
