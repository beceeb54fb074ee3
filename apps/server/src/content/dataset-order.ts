import { AppError } from '../common/errors.js';
import { suggest } from './did-you-mean.js';
import type { Project } from './project.js';

/**
 * Datasets that must be fresh before `names` can be read, `names` among them: inputs first, ties by name.
 * Throws AppError `dataset.unknown` for a name that the project does not hold.
 */
export function datasetOrder(project: Pick<Project, 'datasets'>, names: Iterable<string>): string[] {
  const waiting = neededInputs(project, names);
  const order: string[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting]
      .filter(([, inputs]) => inputs.every((input) => !waiting.has(input)))
      .map(([name]) => name);
    const next = ready.sort()[0];
    if (next === undefined)
      throw new AppError('dataset.cycle', `these datasets wait for each other: ${[...waiting.keys()].join(', ')}`);
    order.push(next);
    waiting.delete(next);
  }
  return order;
}

function neededInputs({ datasets }: Pick<Project, 'datasets'>, names: Iterable<string>): Map<string, string[]> {
  const needed = new Map<string, string[]>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    const item = datasets.get(name);
    if (!item) {
      throw new AppError('dataset.unknown', `there is no dataset "${name}"`, {
        hint: suggest(name, datasets.keys(), 'datasets'),
      });
    }
    needed.set(name, item.inputs);
    open.push(...item.inputs);
  }
  return needed;
}

/** Circles in a graph of names, each as the way round from its first name (`['a', 'b']` = a → b → a); inputs that are no nodes are passed over. */
export function findCycles(inputs: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  for (const start of [...inputs.keys()].sort()) visit(start, []);
  return cycles;

  function visit(name: string, way: string[]): void {
    const seenAt = way.indexOf(name);
    if (seenAt >= 0) {
      cycles.push(rotate(way.slice(seenAt)));
      return;
    }
    if (finished.has(name)) return;
    for (const input of inputs.get(name) ?? []) visit(input, [...way, name]);
    finished.add(name);
  }
}

function rotate(cycle: string[]): string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
