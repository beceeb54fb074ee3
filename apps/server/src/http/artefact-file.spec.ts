import { describe, expect, it } from 'vitest';
import type { Artefact } from '../catalog/result.repository.js';
import { contentDisposition, findArtefact } from './artefact-file.js';

const file = (format: string, file_name: string): Artefact => ({
  result_id: 'r',
  format,
  path: `r/${file_name}`,
  file_name,
  sha256: 'aa',
  bytes: 1,
  created_at: new Date(0),
});

describe('contentDisposition', () => {
  it('gives a Korean name by RFC 5987 and an ASCII one beside it', () => {
    expect(contentDisposition('우량 고객(10월).pdf', false)).toBe(
      `attachment; filename="_ _(10_).pdf"; filename*=UTF-8''%EC%9A%B0%EB%9F%89%20%EA%B3%A0%EA%B0%9D%2810%EC%9B%94%29.pdf`,
    );
  });

  it('lets no name break out of the head', () => {
    expect(contentDisposition('a"\r\nx: y\\.pdf', true)).toMatch(
      /^inline; filename="a__x: y_\.pdf"; filename\*=UTF-8''[\w%.-]+$/,
    );
  });
});

describe('findArtefact', () => {
  const files = [file('pdf', 'rfm-grades.pdf'), file('json', 'rfm-grades.json')];

  it('finds a file by name, by format, and result.json by its own', () => {
    expect(findArtefact(files, 'rfm-grades.pdf').format).toBe('pdf');
    expect(findArtefact(files, 'pdf').format).toBe('pdf');
    expect(findArtefact(files, 'result.json').format).toBe('json');
  });

  it('names the files there are when it finds none', () => {
    expect(() => findArtefact(files, '../secret')).toThrow(
      expect.objectContaining({ code: 'file.not-found', hint: 'There are: rfm-grades.pdf, rfm-grades.json.' }),
    );
    expect(() => findArtefact([], 'pdf')).toThrow(expect.objectContaining({ hint: 'No files were made yet.' }));
  });
});
