import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../../common/errors.js';

/** Bounds of what a workbook may unpack to: far above what Excel can save, far below what hurts. */
const LIMITS = { entries: 10_000, bytes: 8 * 1024 ** 3, ratio: 250, ratioFrom: 16 * 1024 ** 2 };

/** A zip archive whose entries are read as bounded streams. */
export class Archive {
  private unpacked = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly shown: string,
  ) {}

  /** Reads the directory of the archive. Throws `dataset.broken-workbook`. */
  static async open(path: string, shown: string): Promise<Archive> {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch(broken(shown));
    try {
      if (zip.entryCount > LIMITS.entries) throw unpacksTooMuch(shown, `holds ${zip.entryCount} files`);
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
      return new Archive(zip, entries, shown);
    } catch (thrown) {
      zip.close();
      return broken(shown)(thrown);
    }
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /**
   * Bytes of an entry as they are unpacked. Throws `dataset.broken-workbook`, and `dataset.unpacks-too-much` as soon as an entry grows
   * beyond its bounds, whatever the directory says.
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw brokenWorkbook(this.shown, `its part ${name} is missing`);
    if (entry.isEncrypted()) throw encrypted(this.shown);
    const stream: Readable = await this.zip.openReadStreamPromise(entry).catch(broken(this.shown));
    let bytes = 0;
    try {
      for await (const chunk of stream) {
        bytes += (chunk as Buffer).length;
        this.unpacked += (chunk as Buffer).length;
        if (this.unpacked > LIMITS.bytes) throw unpacksTooMuch(this.shown, 'unpacks to more than 8 GB');
        if (bytes > LIMITS.ratioFrom && bytes > LIMITS.ratio * entry.compressedSize) {
          throw unpacksTooMuch(this.shown, `unpacks to more than ${LIMITS.ratio} times its size`);
        }
        yield chunk as Buffer;
      }
    } catch (thrown) {
      broken(this.shown)(thrown);
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }
}

/** `dataset.broken-workbook`: the file is a zip archive, but its inside is not as it must be. */
export function brokenWorkbook(shown: string, why: string, cause?: unknown): AppError {
  return new AppError('dataset.broken-workbook', `${shown} is not a sound Excel workbook: ${why}.`, {
    hint: 'Open it in Excel and save it again as .xlsx.',
    details: { path: shown },
    cause,
  });
}

/** `dataset.encrypted`: nothing can be read without the password. */
export function encrypted(shown: string): AppError {
  return new AppError('dataset.encrypted', `${shown} is protected with a password.`, {
    hint: 'Save it without the password (File › Info › Protect Workbook in Excel).',
    details: { path: shown },
  });
}

function unpacksTooMuch(shown: string, what: string): AppError {
  return new AppError('dataset.unpacks-too-much', `${shown} ${what}: that is no honest workbook.`, {
    hint: 'If it is one, save the sheet as CSV.',
    details: { path: shown },
  });
}

/** Passes AppErrors on and names everything else. */
function broken(shown: string): (thrown: unknown) => never {
  return (thrown) => {
    if (thrown instanceof AppError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'ENOENT' || code === 'EACCES') throw thrown;
    throw brokenWorkbook(shown, (thrown as Error).message, thrown);
  };
}
