// What each thread of a gang runs (run-gang.ts).
import { parentPort, workerData } from 'node:worker_threads';
import { meetAt, SOLO, type Member } from '../analytics/member.js';
import { UNWATCHED } from '../analytics/progress.js';
import { toErrorRecord } from '../common/errors.js';
import { KERNELS, type Kernel } from './kernels.js';
import type { Assignment, Message } from './run-gang.js';

const { kernel, input, index, count, meeting } = workerData as Assignment;
const tell = (message: Message) => parentPort!.postMessage(message);
const member: Member = {
  index,
  count,
  meet: count === 1 ? SOLO.meet : meetAt(meeting, count),
  progress: index === 0 ? (share) => tell({ share }) : UNWATCHED,
};
try {
  const run = (await KERNELS[kernel]()) as Kernel<unknown, unknown>;
  tell({ output: run(input, member) });
} catch (thrown) {
  tell({ error: toErrorRecord(thrown) });
}
