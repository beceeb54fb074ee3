import { badInput } from '../features/feature-table.js';
import { countBins, type FeatureBins } from '../features/bins.js';
import { shareOf } from '../member.js';
import { BIN_BYTES, GATHER_BYTES, GROUP_COLUMNS, PAGE } from './histogram-kernel.js';

/** Up to eight columns that one thread counts together. */
export interface ColumnGroup {
  first: number;
  /** One past its last column. */
  end: number;
  /** Where the histogram of each column starts in the group's, in bytes. */
  offsets: number[];
  /** Addresses of its bins (8 bytes a row) and of the memory to gather rows in. */
  bins: number;
  gather: number;
  /** Where the group's histograms start in a slot, and how long they are, in bytes. */
  inSlot: number;
  bytes: number;
}

/** Where everything lies in the memory that threads and WebAssembly share, as byte addresses. */
export interface MemoryPlan {
  groups: ColumnGroup[];
  /** Rows of a tree, sorted by leaf, and two rooms as large to sort them in. */
  order: number;
  lefts: number;
  rights: number;
  /** Gradient and hessian of each row as whole numbers of 32 bits. */
  gradients: number;
  /** A slot holds the histograms of one leaf, all columns. */
  slots: number;
  slotBytes: number;
  bytes: number;
}

/** WebAssembly's addresses have 32 bits. */
const MOST_BYTES = 65_535 * PAGE;

/** Lays out memory for `rows` × `features` and trees of `maxLeaves`. Throws `model.bad-input` where 4 GiB are not enough. */
export function planMemory(rows: number, features: readonly FeatureBins[], maxLeaves: number): MemoryPlan {
  let bytes = 0;
  const take = (size: number): number => {
    const address = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return address;
  };
  const [order, lefts, rights] = [take(4 * rows), take(4 * rows), take(4 * rows)];
  const gradients = take(8 * rows);
  let slotBytes = 0;
  const groups = divideColumns(features.length).map(([first, end]): ColumnGroup => {
    let used = 0;
    const offsets = features.slice(first, end).map((bins) => {
      const offset = used;
      used += (countBins(bins) + 1) * BIN_BYTES;
      return offset;
    });
    const group = {
      first,
      end,
      offsets,
      bins: take(8 * rows),
      gather: take(GATHER_BYTES),
      inSlot: slotBytes,
      bytes: used,
    };
    slotBytes += used;
    return group;
  });
  const slots = take(slotBytes * maxLeaves);
  if (bytes > MOST_BYTES)
    throw badInput(
      `${rows} rows × ${features.length} columns and ${maxLeaves} leaves need ${Math.ceil(bytes / 2 ** 30)} GiB, more than 4`,
    );
  return { groups, order, lefts, rights, gradients, slots, slotBytes, bytes };
}

/** Groups alike in size, an even number of them where there are columns enough, so that two threads have the same to do. */
function divideColumns(columns: number): [number, number][] {
  const count = Math.min(columns, 2 * Math.ceil(columns / (2 * GROUP_COLUMNS)));
  return Array.from({ length: count }, (_, index) => shareOf({ index, count }, columns));
}
