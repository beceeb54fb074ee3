/**
 * Rows in an order that depends on what is in them and not on where they stood, at random to the eye: by a hash of 53 bits (two of 32 by
 * multiplication and rotation, finished as in MurmurHash3, A. Appleby 2008). Learners that draw rows by their place draw the same ones
 * whatever the order they were given in. Equal rows stay in the given order. O(rows × columns + rows log rows).
 */
export function orderByContent(
  columns: readonly Uint8Array[],
  numbers: readonly Float64Array[],
  rows: number,
): Uint32Array {
  const high = new Uint32Array(rows).fill(0x9e37_79b9);
  const low = new Uint32Array(rows).fill(0x85eb_ca6b);
  for (const column of columns) stir(high, low, (row) => column[row]!);
  for (const values of numbers) {
    // + 0 makes −0 a 0.
    const words = new Uint32Array(values.map((value) => value + 0).buffer);
    stir(high, low, (row) => words[2 * row]!);
    stir(high, low, (row) => words[2 * row + 1]!);
  }
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) keys[row] = finish(high[row]!) * 2 ** 21 + (finish(low[row]!) >>> 11);
  return Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
}

function stir(high: Uint32Array, low: Uint32Array, valueOf: (row: number) => number): void {
  for (let row = 0; row < high.length; row += 1) {
    const value = valueOf(row);
    const mixed = Math.imul(high[row]! ^ value, 0xcc9e_2d51);
    high[row] = (mixed << 13) | (mixed >>> 19);
    const other = Math.imul(low[row]! + value, 0x1b87_3593);
    low[row] = ((other << 15) | (other >>> 17)) ^ 0x5bd1_e995;
  }
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
