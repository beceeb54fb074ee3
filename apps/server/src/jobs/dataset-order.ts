import type { Project } from '../content/project.js';
import { AppError } from '../common/errors.js';

/**
 * Datasets that `names` need, themselves included, each after what it reads; among equals by name, so the order is always the
 * same. Throws AppError `dataset.not-found`, `dataset.cycle`.
 */
export function datasetOrder(project: Pick<Project, 'datasets'>, names: readonly string[]): string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]) => {
    if (done.has(name)) return;
    if (path.includes(name)) {
      throw new AppError('dataset.cycle', `Datasets read each other: ${[...path, name].join(' → ')}.`);
    }
    const dataset = project.datasets.get(name);
    if (!dataset) {
      const reader = path.at(-1);
      throw new AppError(
        'dataset.not-found',
        `There is no sound dataset "${name}"${reader ? `, which ${reader} reads` : ''}.`,
        {
          hint: 'decile check names the mistakes.',
        },
      );
    }
    for (const input of [...dataset.inputs].sort()) visit(input, [...path, name]);
    done.add(name);
  };
  for (const name of [...names].sort()) visit(name, []);
  return [...done];
}
