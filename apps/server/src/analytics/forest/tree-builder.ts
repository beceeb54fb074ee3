import { LEAF, WORDS, type Tree } from '../trees/tree.js';
import type { Split } from './find-split.js';

/** A tree whose number of nodes is not known beforehand. */
export class TreeBuilder {
  value: Float64Array;
  cover: Float64Array;
  private nodes = 0;
  private feature: Int16Array;
  private leftBins: Uint32Array;
  private left: Int32Array;
  private right: Int32Array;
  private gain: Float64Array;

  constructor(private capacity = 64) {
    this.feature = new Int16Array(capacity).fill(LEAF);
    this.leftBins = new Uint32Array(capacity * WORDS);
    this.left = new Int32Array(capacity);
    this.right = new Int32Array(capacity);
    this.value = new Float64Array(capacity);
    this.cover = new Float64Array(capacity);
    this.gain = new Float64Array(capacity);
  }

  /** A leaf of value 0; returns its number. */
  add(): number {
    if (this.nodes === this.capacity) this.widen();
    return this.nodes++;
  }

  /** Makes a leaf ask; returns the numbers of its two new leaves. */
  split(node: number, { feature, leftBins }: Split, gain: number): [left: number, right: number] {
    const [left, right] = [this.add(), this.add()];
    this.feature[node] = feature;
    this.leftBins.set(leftBins, node * WORDS);
    this.left[node] = left;
    this.right[node] = right;
    this.gain[node] = gain;
    return [left, right];
  }

  finish(): Tree {
    const { nodes, feature, leftBins, left, right, value, cover, gain } = this;
    return {
      feature: feature.slice(0, nodes),
      leftBins: leftBins.slice(0, nodes * WORDS),
      left: left.slice(0, nodes),
      right: right.slice(0, nodes),
      value: value.slice(0, nodes),
      cover: cover.slice(0, nodes),
      gain: gain.slice(0, nodes),
    };
  }

  private widen(): void {
    const wide = new TreeBuilder(2 * this.capacity);
    wide.feature.set(this.feature);
    wide.leftBins.set(this.leftBins);
    wide.left.set(this.left);
    wide.right.set(this.right);
    wide.value.set(this.value);
    wide.cover.set(this.cover);
    wide.gain.set(this.gain);
    const { nodes } = this;
    Object.assign(this, wide, { nodes });
  }
}
