import type { Result } from '../../blocks/result.js';
import { canonicalJson, sha256 } from '../../common/canonical.js';
import type { Value } from '../../common/value.js';
import type { Difference } from './difference.js';

/** The result that a `result.json` holds, without its signature; null when the text is no such document. */
export function parseResultJson(text: string): Result | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  if (document === null || typeof document !== 'object' || !('format' in document)) return null;
  if (document.format !== 'decile.result/1') return null;
  const { signature: _, ...result } = document as Result & { signature?: string };
  return Array.isArray(result.sections) ? result : null;
}

/** SHA-256 of the canonical JSON of a result but for its `id` and `digest`. */
export function resultDigest(result: Result): string {
  const { id: _id, digest: _digest, ...content } = result;
  return sha256(content);
}

/** Where a result differs from the one expected: block by block, then everything around the blocks. */
export function compareResults(expected: Result, found: Result): Difference[] {
  const [left, right] = [leaves(expected), leaves(found)];
  const places = [...new Set([...left.keys(), ...right.keys()])];
  return places.flatMap((place) => {
    const [wanted, got] = [left.get(place), right.get(place)];
    if (wanted?.text === got?.text) return [];
    const block = wanted?.block ?? got?.block ?? 'document';
    return [{ block, place, expected: wanted?.text ?? null, found: got?.text ?? null }];
  });
}

/** Every value of a result by its path, with the block that it belongs to. */
function leaves(result: Result): Map<string, { block: string; text: string }> {
  const found = new Map<string, { block: string; text: string }>();
  const { sections, ...rest } = result;
  walk(rest, '', 'document', found);
  for (const section of sections) {
    const { blocks, ...head } = section;
    walk(head, `sections.${section.id}`, section.id, found);
    for (const block of blocks) {
      const key = `${section.id}.${block.id}`;
      walk(block, `sections.${key}`, key, found);
    }
  }
  return found;
}

function walk(value: unknown, path: string, block: string, found: Map<string, { block: string; text: string }>): void {
  if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`, block, found);
  } else if (value !== undefined) {
    found.set(path, { block, text: canonicalJson(value as Value) });
  }
}
