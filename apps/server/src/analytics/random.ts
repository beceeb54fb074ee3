/** A stream of numbers that look like chance and are the same for the same seed. */
export interface Random {
  /** In [0, 1), 32 bits of it. */
  next(): number;
  /** Whole, in [0, n), without bias; n up to 2^32. */
  below(n: number): number;
}

const RANGE = 2 ** 32;

/** xoshiro128** (Blackman and Vigna 2018), its state filled from a 32-bit seed by splitmix32. */
export function seededRandom(seed: number): Random {
  let filler = seed >>> 0;
  const fill = (): number => {
    filler = (filler + 0x9e37_79b9) >>> 0;
    let mixed = filler;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  const draw = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  const below = (n: number): number => {
    const limit = RANGE - (RANGE % n);
    let drawn = draw();
    while (drawn >= limit) drawn = draw();
    return drawn % n;
  };
  return { next: () => draw() / RANGE, below };
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
