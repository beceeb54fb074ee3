import { describe, expect, it } from 'vitest';
import { applyBins, fitBins } from '../analytics/features/bins.js';
import type { FeatureTable } from '../analytics/features/feature-table.js';
import { predictRaw, WORDS, type Tree, type TreeEnsemble } from '../analytics/trees/tree.js';
import { runGang } from './run-gang.js';

const rows = 1001;
const table: FeatureTable = {
  rows,
  features: [{ kind: 'numeric', name: 'x', values: Float64Array.from({ length: rows }, (_, i) => i % 100) }],
};

/** Rows of the bins 0 to 31 get −1, others 1. */
const stump: Tree = {
  feature: Int16Array.of(0, -1, -1),
  leftBins: Uint32Array.from({ length: 3 * WORDS }, (_, i) => (i === 0 ? 0xffff_ffff : 0)),
  left: Int32Array.of(1, 0, 0),
  right: Int32Array.of(2, 0, 0),
  value: Float64Array.of(0, -1, 1),
  cover: Float64Array.of(rows, 310, 691),
  gain: Float64Array.of(1, 0, 0),
};
const features = fitBins(table);
const binned = applyBins(table, features);

function scoreWith(ensemble: TreeEnsemble, threads: number, signal?: AbortSignal) {
  const raw = new Float64Array(new SharedArrayBuffer(8 * rows));
  const shares: number[] = [];
  const progress = (share: number) => void shares.push(share);
  return runGang('score-rows', { ensemble, binned, raw }, { threads, signal, progress }).then((answers) => ({
    raw: [...raw],
    answers,
    shares,
  }));
}

describe('a gang of threads', () => {
  const ensemble = { features, base: 0.5, trees: [stump, stump] };

  it('gives the answer of one thread, for any number of them, and tells how far it is', async () => {
    const alone = [...predictRaw(ensemble, binned)];
    for (const threads of [1, 2, 3]) {
      const { raw, answers, shares } = await scoreWith(ensemble, threads);
      expect(raw).toEqual(alone);
      expect(answers).toHaveLength(threads);
      expect(shares).toEqual([0.5, 1]);
    }
  });

  it('ends with the error of the kernel', async () => {
    const broken = { ...ensemble, trees: [null as unknown as Tree] };
    await expect(scoreWith(broken, 2)).rejects.toMatchObject({ code: 'internal', message: /null/ });
  });

  it('ends when it is told to', async () => {
    const endless = { ...ensemble, trees: Array.from({ length: 50_000 }, () => stump) };
    await expect(scoreWith(endless, 2, AbortSignal.timeout(300))).rejects.toMatchObject({ code: 'query.cancelled' });
    await expect(scoreWith(ensemble, 2, AbortSignal.abort())).rejects.toMatchObject({ code: 'query.cancelled' });
  });
});
