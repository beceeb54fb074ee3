import { AppError } from '../../common/errors.js';
import type { TableManifest } from '../../catalog/tables.js';

type Columns = TableManifest['columns'];

/** Throws `dataset.schema-drift`, naming every column that is gone, new or of another type since the version before. */
export function assertSameColumns(dataset: string, before: Columns, now: Columns): void {
  const changes = [
    ...before.filter(({ name }) => !now.some((each) => each.name === name)).map(({ name }) => `"${name}" is gone`),
    ...now.flatMap(({ name, type }) => {
      const old = before.find((each) => each.name === name);
      if (!old) return [`"${name}" (${type}) is new`];
      return old.type === type ? [] : [`"${name}" was ${old.type} and is ${type}`];
    }),
  ];
  if (changes.length === 0) return;
  throw new AppError('dataset.schema-drift', `The source of dataset "${dataset}" has changed: ${changes.join('; ')}.`, {
    hint: `Readers see the version before. Take the new columns with \`decile refresh ${dataset} --full\`, or say in \`columns\` which are meant.`,
    details: { dataset, changes },
  });
}
