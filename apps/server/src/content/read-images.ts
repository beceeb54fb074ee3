import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectImage, type ProjectImage } from './image.js';
import type { WrittenReport } from './spec/report.js';

/** A picture by the name that a block gives it, or why there is none. */
export type Images = ReadonlyMap<string, ProjectImage | { problem: string }>;

/** Reads the pictures that the blocks of a report name from its template folder. Throws only on disk errors. */
export async function readImages(root: string, report: string, spec: WrittenReport | undefined): Promise<Images> {
  const blocks = spec?.sections.flatMap((section) => section.blocks) ?? [];
  const names = [...new Set(blocks.flatMap((block) => (block.kind === 'image' ? [block.file] : [])))];
  const images = names.map(async (name): Promise<[string, ProjectImage | { problem: string }]> => {
    const bytes = await readFile(join(root, 'report-templates', report, name)).catch(nullIfAbsent);
    return [
      name,
      bytes === null ? { problem: `there is no such file in report-templates/${report}` } : inspectImage(bytes),
    ];
  });
  return new Map(await Promise.all(images));
}

/** Those of the pictures that can be used, when there are any. */
export function soundImages(images: Images = new Map()): { images?: Map<string, ProjectImage> } {
  const sound = [...images].flatMap(([name, image]) => ('problem' in image ? [] : [[name, image] as const]));
  return sound.length === 0 ? {} : { images: new Map(sound) };
}

function nullIfAbsent(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'EISDIR') return null;
  throw error;
}
