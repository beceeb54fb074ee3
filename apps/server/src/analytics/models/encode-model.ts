import { badInput } from '../features/feature-table.js';
import type { Model } from './model.js';

/** Changes when models of before can't be read any more. */
export const MODEL_FORMAT = 1;

const ARRAYS = { Float64Array, Int32Array, Int16Array, Uint32Array, Uint8Array };
type ArrayName = keyof typeof ARRAYS;

interface EncodedArray {
  array: ArrayName;
  /** Little-endian bytes, base64. */
  data: string;
}

/** A model as JSON text; the numbers of its trees are kept to the last bit. */
export function encodeModel(model: Model): string {
  return encodeValue({ format: MODEL_FORMAT, model });
}

/** Plain data with typed arrays as JSON text. */
export function encodeValue(plain: unknown): string {
  return JSON.stringify(plain, (_, value: unknown) => {
    const name = Object.prototype.toString.call(value).slice(8, -1);
    if (!(name in ARRAYS)) return value;
    const { buffer, byteOffset, byteLength } = value as Float64Array;
    const data = Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)).toString('base64');
    return { array: name as ArrayName, data } satisfies EncodedArray;
  });
}

/** The model of a text. Throws `model.bad-input` for a text of another format. */
export function decodeModel(text: string): Model {
  const read = decodeValue<{ format: number; model: Model }>(text);
  if (read.format !== MODEL_FORMAT)
    throw badInput(`the model has format ${read.format}, this version reads ${MODEL_FORMAT}`);
  return read.model;
}

/** What `encodeValue` made a text of; the caller knows its shape. */
export function decodeValue<Data>(text: string): Data {
  return JSON.parse(text, (_, value: unknown) => (isEncoded(value) ? decodeArray(value) : value)) as Data;
}

function isEncoded(value: unknown): value is EncodedArray {
  return (
    typeof value === 'object' &&
    value !== null &&
    'array' in value &&
    'data' in value &&
    Object.keys(value).length === 2
  );
}

function decodeArray({ array, data }: EncodedArray): InstanceType<(typeof ARRAYS)[ArrayName]> {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return new ARRAYS[array](bytes.buffer);
}
