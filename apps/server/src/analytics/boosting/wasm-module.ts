/** Bytes of WebAssembly instructions. */
export type Code = readonly number[];

/** One exported function: parameters are 32-bit addresses, further locals 32-bit numbers and then 128-bit vectors. */
export interface WasmFunction {
  name: string;
  params: number;
  numbers: number;
  vectors: number;
  code: Code;
}

/** The instructions that the kernels here need (WebAssembly core specification 2.0, with SIMD), by the names that the text format has for them. */
export const op = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  tee: (local: number): Code => [0x22, ...unsigned(local)],
  i32: (value: number): Code => [0x41, ...signed(value)],
  add: [0x6a] as Code,
  shiftLeft: [0x74] as Code,
  isBelow: [0x49] as Code,
  select: [0x1b] as Code,
  drop: [0x1a] as Code,
  loadI32: [0x28, 2, 0] as Code,
  loadU8: (offset: number): Code => [0x2d, 0, ...unsigned(offset)],
  loadI64: (offset: number): Code => [0x29, 3, ...unsigned(offset)],
  storeI64: (offset: number): Code => [0x37, 3, ...unsigned(offset)],
  loadV128: (offset: number): Code => [...vector(0), 4, ...unsigned(offset)],
  storeV128: (offset: number): Code => [...vector(11), 4, ...unsigned(offset)],
  /** 8 bytes into the low half of a vector. */
  loadLow64: [...vector(93), 3, 0] as Code,
  constV128: (low: bigint, high: bigint): Code => [...vector(12), ...littleEndian(low), ...littleEndian(high)],
  /** Two 32-bit numbers with sign, from the low half, as two of 64 bits. */
  widenLow: vector(199),
  addI64x2: vector(206),
  subI64x2: vector(209),
  /** Runs `body` again as long as it leaves a number other than 0. */
  repeat: (body: Code): Code => [0x03, 0x40, ...body, 0x0d, 0, 0x0b],
};

/** Instructions, a step a line, in one. */
export function lines(...steps: readonly (readonly Code[])[]): Code {
  return steps.flat(2);
}

/** Magic number and version. */
const HEAD: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A module of functions over an imported shared memory (`shared.memory`) of so many pages of 64 KiB. */
export function assembleModule(pages: number, functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map(({ params }) => [0x60, ...list(Array.from({ length: params }, () => [0x7f])), 0]);
  const memory = [...text('shared'), ...text('memory'), 2, 3, ...unsigned(pages), ...unsigned(pages)];
  const bodies = functions.map(({ numbers, vectors, code }) => {
    const locals = list([
      [...unsigned(numbers), 0x7f],
      [...unsigned(vectors), 0x7b],
    ]);
    return sized([...locals, ...code, 0x0b]);
  });
  return Uint8Array.from([
    ...HEAD,
    ...section(1, types),
    ...section(2, [memory]),
    ...section(3, [...functions.keys()].map(unsigned)),
    ...section(
      7,
      [...functions.entries()].map(([i, { name }]) => [...text(name), 0, ...unsigned(i)]),
    ),
    ...section(10, bodies),
  ]);
}

function section(id: number, items: readonly Code[]): Code {
  return [id, ...sized(list(items))];
}

function sized(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(name: string): Code {
  return sized([...name].map((letter) => letter.charCodeAt(0)));
}

function vector(instruction: number): Code {
  return [0xfd, ...unsigned(instruction)];
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}

function littleEndian(value: bigint): Code {
  return Array.from({ length: 8 }, (_, byte) => Number((value >> BigInt(8 * byte)) & 0xffn));
}
