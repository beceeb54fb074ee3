/** A paragraph, or the items of a list. */
export type TextPart = { paragraph: string; items: null } | { paragraph: null; items: string[] };

/** Paragraphs (a blank line between them) and lists (lines that begin with "- "). */
export function textParts(text: string): TextPart[] {
  return text.split(/\n[ \t]*\n/).flatMap((chunk): TextPart[] => {
    const parts: TextPart[] = [];
    for (const line of chunk.split('\n').map((each) => each.trim())) {
      const last = parts.at(-1);
      if (line === '') continue;
      if (line.startsWith('- ')) {
        if (last?.items) last.items.push(line.slice(2));
        else parts.push({ paragraph: null, items: [line.slice(2)] });
      } else if (last?.paragraph) last.paragraph += ` ${line}`;
      else parts.push({ paragraph: line, items: null });
    }
    return parts;
  });
}
