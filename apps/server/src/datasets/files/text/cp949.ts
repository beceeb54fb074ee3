const CONTROL = 0x80;
const PRIVATE_USE = /[\ue000-\uf8ff\ufffd]/;
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;

let characters: Uint16Array | undefined;

/**
 * Characters of CP949 (Windows code page 949, a superset of EUC-KR) by their two bytes as one number; 0 where there is none. Node's own
 * decoder knows only the 2,350 syllables of KS X 1001. CP949 gives the other 8,822 in the order of Unicode to the code points that KS X
 * 1001 leaves free.
 */
export function cp949Characters(): Uint16Array {
  characters ??= makeCharacters();
  return characters;
}

/** A decoder of CP949 that is fed with chunks and gives UTF-8. */
export class Cp949Decoder {
  private readonly table = cp949Characters();
  private lead = 0;
  /** Line (1-based) of the byte that is next. */
  line = 1;
  /** Whether a Hangul syllable was among the characters. */
  sawHangul = false;

  /** UTF-8 of a chunk; undefined at the first byte that is not CP949, in `line`. */
  decode(chunk: Uint8Array): Buffer | undefined {
    const out = Buffer.allocUnsafe(chunk.length * 2 + 3);
    let length = 0;
    for (const byte of chunk) {
      if (this.lead === 0 && byte < CONTROL) {
        out[length++] = byte;
        if (byte === 0x0a) this.line++;
      } else if (this.lead === 0) {
        this.lead = byte;
      } else {
        const code = this.table[(this.lead << 8) | byte]!;
        if (code === 0) return undefined;
        this.lead = 0;
        this.sawHangul ||= code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;
        length = writeUtf8(out, length, code);
      }
    }
    return out.subarray(0, length);
  }

  /** True when no character is cut off at the end. */
  finish(): boolean {
    return this.lead === 0;
  }
}

function writeUtf8(out: Buffer, at: number, code: number): number {
  if (code < 0x800) {
    out[at] = 0xc0 | (code >> 6);
    out[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  out[at] = 0xe0 | (code >> 12);
  out[at + 1] = 0x80 | ((code >> 6) & 0x3f);
  out[at + 2] = 0x80 | (code & 0x3f);
  return at + 3;
}

function makeCharacters(): Uint16Array {
  const table = new Uint16Array(0x10000);
  const standard = readStandard(table);
  let next = FIRST_SYLLABLE;
  for (let lead = 0x81; lead <= 0xc6; lead++) {
    for (const trail of extensionTrails(lead)) {
      while (standard.has(next)) next++;
      if (next > LAST_SYLLABLE) return table;
      table[(lead << 8) | trail] = next++;
    }
  }
  return table;
}

/** Fills in KS X 1001 and gives its characters. */
function readStandard(table: Uint16Array): Set<number> {
  const decoder = new TextDecoder('euc-kr');
  const standard = new Set<number>();
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length !== 1 || PRIVATE_USE.test(text)) continue;
      table[(lead << 8) | trail] = text.charCodeAt(0);
      standard.add(text.charCodeAt(0));
    }
  }
  // Added to the standard in 1998, after the edition that Node's decoder knows.
  table[0xa2e6] = 0x20ac;
  table[0xa2e7] = 0xae;
  return standard;
}

function* extensionTrails(lead: number): Generator<number> {
  const last = lead <= 0xa0 ? 0xfe : 0xa0;
  for (let trail = 0x41; trail <= last; trail++) {
    if (trail <= 0x5a || (trail >= 0x61 && trail <= 0x7a) || trail >= 0x81) yield trail;
  }
}
