/** What tells a row or a group from the others. */
export type Key = string | number | bigint;

/**
 * A whole number below 2^32 that looks like chance and is the same for the same key and seed, whatever stands around it. Keys are taken as
 * text. MurmurHash3's mixing (Appleby 2011) over UTF-16 code units. O(length of the key).
 */
export function hashKey(key: Key, seed: number): number {
  const text = String(key);
  let hash = seed >>> 0;
  for (let i = 0; i < text.length; i += 1) {
    const mixed = rotate(Math.imul(text.charCodeAt(i), 0xcc9e_2d51), 15);
    hash = rotate(hash ^ Math.imul(mixed, 0x1b87_3593), 13);
    hash = (Math.imul(hash, 5) + 0xe654_6b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
