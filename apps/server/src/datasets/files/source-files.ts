import { join, posix } from 'node:path';
import { AppError } from '../../common/errors.js';
import { isOutside, isPattern, matchFiles } from '../../content/match-files.js';
import type { DatasetItem } from '../../content/project.js';
import { fingerprintFile, type Fingerprint } from './fingerprint.js';

/** A file that a dataset is made of. */
export interface SourceFile extends Fingerprint {
  /** Absolute. */
  path: string;
  /** Relative to the project folder, with `/`: how messages name it. */
  shown: string;
  /** The part of `shown` that differs between the files of a pattern: what `name_column` holds. */
  label: string;
}

/**
 * The files of a dataset, sorted by name, with their hashes. Throws `dataset.file-outside` for a path out of the project and
 * `dataset.file-missing` when there is none. Reads each file once.
 */
export async function findSourceFiles(root: string, item: DatasetItem): Promise<SourceFile[]> {
  const path = item.spec.file!.path;
  if (isOutside(path)) {
    throw new AppError(
      'dataset.file-outside',
      `Dataset "${item.name}" reads ${path}, which is not in the project folder.`,
      {
        hint: 'Copy the file into the project, or bring it in with `decile import`.',
        details: { file: item.file },
      },
    );
  }
  const found = await matchFiles(root, path);
  if (found.length === 0) {
    const what = isPattern(path) ? 'which no file matches' : 'which is not there';
    throw new AppError('dataset.file-missing', `Dataset "${item.name}" reads ${path}, ${what}.`, {
      hint: 'Paths are relative to the project folder.',
      details: { file: item.file, path },
    });
  }
  const files: SourceFile[] = [];
  for (const shown of found) {
    const absolute = join(root, shown);
    files.push({ path: absolute, shown, label: labelOf(shown, path), ...(await fingerprintFile(absolute)) });
  }
  return files;
}

/** `data/2026-01/sales.csv` of `data/*` + `/sales.csv` is `2026-01/sales.csv`: what follows the last folder without a wildcard. */
function labelOf(shown: string, pattern: string): string {
  const folders = posix.dirname(pattern).split('/');
  const firstWild = folders.findIndex(isPattern);
  const fixed = firstWild < 0 ? folders : folders.slice(0, firstWild);
  return posix.relative(fixed.join('/'), shown);
}
