/** A text as a pattern that matches nothing else. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\"]/g, String.raw`\$&`);
}
