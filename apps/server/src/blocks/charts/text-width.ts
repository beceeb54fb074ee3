/** Widths in em of what the report family (Pretendard) writes; wide enough to err on the safe side. */
const WIDE = 0.9;
const UPPER = 0.7;
const LOWER = 0.58;
const NARROW = 0.3;

/** Estimated width in pixels of one line of text. No font is loaded, so it is the same on every machine. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const char of text) em += charWidth(char);
  return em * fontSize;
}

/** Breaks a text into lines no wider than `width` pixels: at spaces, dots and slashes where it can, inside a word (Hangul has none to spare) where it must. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=[\s·/])/)) {
    if (line !== '' && textWidth((line + word).trimEnd(), fontSize) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    for (const char of word) {
      if (line !== '' && textWidth((line + char).trimEnd(), fontSize) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += char;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Widths of the characters below Hangul, looked up for every letter of every label. */
const NARROW_SCRIPTS = Float64Array.from({ length: 0x1100 }, (_, code) => {
  const char = String.fromCodePoint(code);
  if (/[A-Z%@&m+]/.test(char)) return UPPER;
  return /[\s.,:;'|!()[\]ijl]/.test(char) ? NARROW : LOWER;
});

function charWidth(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x2212) return UPPER;
  if (code === 0x2013) return LOWER;
  return NARROW_SCRIPTS[code] ?? WIDE;
}
