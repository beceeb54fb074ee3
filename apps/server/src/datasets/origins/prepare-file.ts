import { isAbsolute, relative, resolve } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { DatasetItem } from '../../content/project.js';
import type { FileSource } from '../../content/spec/dataset.js';
import { fileExists, fileSha256 } from '../dataset-storage.js';
import { buildFile } from '../files/build-file.js';
import type { PrepareContext, Prepared } from './prepared.js';

/** A file of the project: its version is called for by its hash. Throws `dataset.file-outside`, `dataset.file-missing`. */
export async function prepareFile({ project, item }: PrepareContext, source: FileSource): Promise<Prepared> {
  const path = await sourcePath(project.root, source.path, item);
  return {
    parameters: {},
    content: { file: await fileSha256(path) },
    files: [path],
    build: (context) => buildFile(context, source, path),
  };
}

/** Path of a source file: inside the project, existing. */
async function sourcePath(root: string, path: string, item: DatasetItem): Promise<string> {
  const absolute = resolve(root, path);
  const within = relative(root, absolute);
  if (within === '' || within.startsWith('..') || isAbsolute(within)) {
    throw new AppError(
      'dataset.file-outside',
      `Dataset "${item.name}" reads ${path}, which is not in the project folder.`,
      {
        hint: 'Copy the file into the project, or bring it in with `decile import`.',
        details: { file: item.file },
      },
    );
  }
  if (await fileExists(absolute)) return absolute;
  throw new AppError('dataset.file-missing', `Dataset "${item.name}" reads ${path}, which is not there.`, {
    hint: 'Paths are relative to the project folder.',
    details: { file: item.file, path },
  });
}
