import { UNWATCHED, type Progress } from './progress.js';

/**
 * One of `count` threads that run the same function over the same shared memory. The work is divided so that the outcome is the same for any
 * count: each datum is summed up by one thread, in the order of the rows.
 */
export interface Member {
  /** 0 … count − 1. */
  index: number;
  count: number;
  /** Returns once every member has come here; what they wrote to shared memory before is seen after. */
  meet(): void;
  /** Heard from member 0. */
  progress: Progress;
}

/** A single thread. */
export const SOLO: Member = { index: 0, count: 1, meet: () => {}, progress: UNWATCHED };

/** First and last-but-one of the items of a list that fall to a member. */
export function shareOf({ index, count }: Pick<Member, 'index' | 'count'>, items: number): [from: number, to: number] {
  return [Math.floor((items * index) / count), Math.floor((items * (index + 1)) / count)];
}

/** Looks at the memory so often before a member goes to sleep: others are mostly microseconds behind. */
const SPINS = 2000;

/** A meeting point of `count` threads in 8 bytes of shared memory (central barrier with generations: Hensgen, Finkel, Manber 1988). */
export function meetAt(memory: SharedArrayBuffer, count: number): () => void {
  const state = new Int32Array(memory, 0, 2);
  return () => {
    const generation = Atomics.load(state, 1);
    if (Atomics.add(state, 0, 1) === count - 1) {
      Atomics.store(state, 0, 0);
      Atomics.add(state, 1, 1);
      Atomics.notify(state, 1);
      return;
    }
    for (let spin = 0; spin < SPINS; spin += 1) if (Atomics.load(state, 1) !== generation) return;
    while (Atomics.load(state, 1) === generation) Atomics.wait(state, 1, generation);
  };
}
