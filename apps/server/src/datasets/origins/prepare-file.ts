import type { FileSource } from '../../content/spec/dataset.js';
import { buildFile } from '../files/build-file.js';
import { findSourceFiles } from '../files/source-files.js';
import type { PrepareContext, Prepared } from './prepared.js';

/** Files of the project: the version is called for by their names and hashes. Throws `dataset.file-outside`, `dataset.file-missing`. */
export async function prepareFile({ project, item }: PrepareContext, source: FileSource): Promise<Prepared> {
  const files = await findSourceFiles(project.root, item);
  return {
    parameters: {},
    content: { files: files.map(({ shown, hash }) => [shown, hash]) },
    files: files.map(({ path }) => path),
    build: (context) => buildFile(context, source, files),
  };
}
