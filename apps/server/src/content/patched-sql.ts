interface Patch {
  line: number;
  column: number;
  length: number;
  by: string;
}

/** A column or function as it is written, with what stands before its last dot. */
const REFERENCE = /(?:(?:"[^"]+"|[\p{L}_][\p{L}\p{N}_$]*)\s*\.\s*)*(?:"([^"]+)"|([\p{L}_][\p{L}\p{N}_$]*))/uy;

/** A SELECT in which names that are not there give way to others, so that the rest can be tried; places are those of the text as it was written. */
export class PatchedSql {
  private readonly lines: readonly string[];
  private readonly patches: Patch[] = [];

  constructor(sql: string) {
    this.lines = sql.split('\n');
  }

  get sql(): string {
    return this.lines.map((line, i) => this.patched(line, i + 1)).join('\n');
  }

  /** The column (1-based) of the written text behind one of the patched text. */
  originalColumn(line: number, column: number): number {
    let shift = 0;
    for (const patch of this.patchesOf(line)) {
      if (column <= patch.column + shift) break;
      if (column < patch.column + shift + patch.by.length) return patch.column;
      shift += patch.by.length - patch.length;
    }
    return column - shift;
  }

  /** Puts another name, or NULL, in the place of a name; false where it does not stand there. */
  replace(line: number, column: number, name: string, by: string | undefined): boolean {
    REFERENCE.lastIndex = column - 1;
    const found = REFERENCE.exec(this.lines[line - 1] ?? '');
    const own = found?.[1] ?? found?.[2];
    if (!found || own?.toLowerCase() !== name.toLowerCase()) return false;
    const owner = found[0].slice(0, found[0].length - own.length - (found[1] === undefined ? 0 : 2));
    this.patches.push({ line, column, length: found[0].length, by: by === undefined ? 'NULL' : `${owner}"${by}"` });
    return true;
  }

  private patched(line: string, number: number): string {
    return this.patchesOf(number).reduceRight(
      (text, { column, length, by }) => `${text.slice(0, column - 1)}${by}${text.slice(column - 1 + length)}`,
      line,
    );
  }

  private patchesOf(line: number): Patch[] {
    return this.patches.filter((patch) => patch.line === line).sort((a, b) => a.column - b.column);
  }
}
