import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { allocateMemory, BIN_BYTES, GATHER_BYTES, histogramKernel } from './histogram-kernel.js';
import { oneRow, readBins, slopeScale } from './slopes.js';

const ROWS = 5000;
const random = seededRandom(5);
const BINS = [256, 3, 17];
const at = { order: 0, gradients: 4 * ROWS, bins: 12 * ROWS, gather: 20 * ROWS, histogram: 20 * ROWS + GATHER_BYTES };
const offsets = BINS.map((_, i) => BIN_BYTES * BINS.slice(0, i).reduce((sum, count) => sum + count, 0));
const bytes = BIN_BYTES * BINS.reduce((sum, count) => sum + count, 0);
const memory = allocateMemory(at.histogram + 2 * bytes);
const order = new Uint32Array(memory.buffer, at.order, ROWS);
const slopes = new Int32Array(memory.buffer, at.gradients, 2 * ROWS);
const bins = new Uint8Array(memory.buffer, at.bins, 8 * ROWS);
const scale = slopeScale(ROWS, 1, 0.25);
const kernel = histogramKernel(memory, offsets, oneRow(ROWS));

for (let row = 0; row < ROWS; row += 1) {
  slopes[2 * row] = random.below(2 ** 31) - 2 ** 30;
  slopes[2 * row + 1] = random.below(2 ** 30);
  for (const [column, count] of BINS.entries()) bins[8 * row + column] = random.below(count);
}

/** Rows counted by the kernel, then read, by column. */
function countByKernel(rows: number[], histogram = at.histogram) {
  order.set(rows);
  new Uint8Array(memory.buffer, histogram, bytes).fill(0);
  kernel.addRows(at.order, at.order + 4 * rows.length, at.gradients, at.bins, at.gather, histogram);
  return read(histogram);
}

function read(histogram: number) {
  return BINS.map((bin, column) => {
    const sums = { gradient: new Float64Array(bin), hessian: new Float64Array(bin), rows: new Float64Array(bin) };
    readBins(new Uint32Array(memory.buffer), (histogram + offsets[column]!) / 4, bin, scale, sums);
    return sums;
  });
}

function countPlainly(rows: number[]) {
  return BINS.map((bin, column) => {
    const sums = { gradient: new Float64Array(bin), hessian: new Float64Array(bin), rows: new Float64Array(bin) };
    for (const row of rows) {
      const place = bins[8 * row + column]!;
      sums.gradient[place]! += slopes[2 * row]! * scale.gradient;
      sums.hessian[place]! += slopes[2 * row + 1]! * scale.hessian;
      sums.rows[place]! += 1;
    }
    return sums;
  });
}

const every = Array.from({ length: ROWS }, (_, row) => row);

describe('the histogram kernel', () => {
  it.each([1, 2, 255, 256, 257, 512, 4999])('sums gradients, hessians and rows by bin, exactly: %i rows', (rows) => {
    const chosen = every.filter((row) => (row * 7919) % ROWS < rows);
    expect(countByKernel(chosen)).toEqual(countPlainly(chosen));
  });

  it('takes one histogram from another', () => {
    const part = every.filter((row) => row % 3 === 0);
    countByKernel(every);
    countByKernel(part, at.histogram + bytes);
    kernel.subtract(at.histogram, at.histogram + bytes, at.histogram + bytes);
    expect(read(at.histogram)).toEqual(countPlainly(every.filter((row) => row % 3 > 0)));
  });
});

describe('the scale of slopes', () => {
  it.each([1, 100, 4095, 4096, 131_071, 1_000_000, 16_777_215, 60_000_000])('holds the sums of %i rows', (rows) => {
    const { gradient, hessian, countBits } = slopeScale(rows, 3, 0.25);
    expect((rows * 3) / gradient).toBeLessThan(2 ** 53);
    expect(3 / gradient).toBeLessThan(2 ** 31);
    expect(rows * Math.ceil(0.25 / hessian)).toBeLessThan(2 ** Math.min(53, 64 - countBits));
    expect(BigInt(rows) * oneRow(rows)).toBeLessThan(2n ** 64n);
  });
});
