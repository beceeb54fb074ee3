import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FastifyReply } from 'fastify';
import { AppError } from '../common/errors.js';
import type { Artefact } from '../catalog/result.repository.js';
import { REPORT_HEADS } from './security-heads.js';

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** `Content-Disposition` with an ASCII name for old clients and the real one by RFC 5987. */
export function contentDisposition(fileName: string, inline: boolean): string {
  const ascii = fileName.replace(/[^\x20-\x7e]+/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The artefact that a file name in a URL means: its own name, its format, or anything that ends in `.<format>`. */
export function findArtefact(artefacts: readonly Artefact[], file: string): Artefact {
  const found =
    artefacts.find((artefact) => artefact.file_name === file) ??
    artefacts.find((artefact) => artefact.format === file || `result.${artefact.format}` === file);
  if (found) return found;
  throw new AppError('file.not-found', `There is no file "${file}" here.`, {
    severity: 'usage',
    hint:
      artefacts.length > 0 ? `There are: ${artefacts.map((a) => a.file_name).join(', ')}.` : 'No files were made yet.',
  });
}

/** Streams a file of a result. Throws `file.missing` when the catalogue names it but storage lost it. */
export async function sendArtefact(reply: FastifyReply, storage: string, artefact: Artefact, inline: boolean) {
  const path = resolve(storage, artefact.path);
  const bytes = await stat(path).then(
    (found) => found.size,
    (cause: unknown) => {
      throw new AppError('file.missing', `The file ${artefact.file_name} is registered but not in storage.`, {
        severity: 'infrastructure',
        hint: 'Run the job again to make it anew.',
        cause,
      });
    },
  );
  return reply
    .headers({
      'content-type': TYPES[artefact.format] ?? 'application/octet-stream',
      'content-length': bytes,
      'content-disposition': contentDisposition(artefact.file_name, inline),
      etag: `"${artefact.sha256}"`,
      ...(artefact.format === 'html' ? REPORT_HEADS : {}),
    })
    .send(createReadStream(path));
}
