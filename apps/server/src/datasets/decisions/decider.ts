import type { RefusedCell } from '../../catalog/tables.js';
import type { Clock } from '../../common/clock.js';
import type { DatasetItem } from '../../content/project.js';
import { asPushedRows } from '../../content/decided-rows.js';
import type { DatasetSpec } from '../../content/spec/dataset.js';
import type { AppendLog } from '../rows/append-log.js';
import { checkRows } from '../rows/check-rows.js';
import type { EventTexts } from './compile-rules.js';
import { decide, type DecidedEvent } from './decide.js';
import { answerTexts, composeAnswer, type DecisionAnswer } from './decision-answer.js';
import { DecisionLog } from './decision-log.js';
import type { ReadGround } from './read-ground.js';
import { RecentEvents } from './recent-events.js';
import type { PastDecision } from './restore-events.js';
import { WallClock } from './wall-time.js';

/** Events that are answered the same when they are sent again; some 600 bytes each. */
export const KNOWN_EVENTS = 200_000;

/** A decision, whether it was made before; or why the event is none. */
export type Outcome = { answer: DecisionAnswer; replayed: boolean } | { refused: Omit<RefusedCell, 'row'> };

/** Decides the events of one dataset in memory, and writes each decision into the log before it is told. */
export class Decider {
  private readonly recent = new RecentEvents<Promise<DecisionAnswer>>(KNOWN_EVENTS);
  private readonly decisions: DecisionLog;
  private readonly wall: WallClock;
  private readonly checked: DatasetSpec;
  private readonly moments: readonly string[];
  private readonly places: { event: number; customer: number; time: number };

  constructor(
    { spec }: DatasetItem,
    log: Pick<AppendLog, 'append'>,
    private readonly clock: Clock,
    zone: string,
  ) {
    const { columns = [], decisions } = spec;
    const logged = asPushedRows(spec).columns!.map(({ name, type = 'VARCHAR' }) => ({ name, type }));
    this.decisions = new DecisionLog(log, logged, () => clock.now());
    this.wall = new WallClock(zone);
    this.checked = { ...spec, key: [decisions!.event] };
    this.moments = columns.flatMap(({ name, type = '' }) => (/^TIMESTAMP$/i.test(type) ? [name] : []));
    const placeOf = (column: string) => columns.findIndex(({ name }) => name === column);
    const { event, customer, time } = decisions!;
    this.places = { event: placeOf(event), customer: placeOf(customer), time: placeOf(time) };
  }

  /** Takes up a decision of before this process. */
  restore({ answer, customer, at }: PastDecision): void {
    this.recent.remember(answer.event, Promise.resolve(answer));
    if (answer.decision === 'send' && customer !== null && at !== null)
      this.recent.countSent(at.slice(0, 10), customer);
  }

  /** Resolves when the decision is on the disk. An event that was decided before is answered as then. Throws `storage.full` (retryable). */
  async decide(fields: unknown, ground: ReadGround): Promise<Outcome> {
    const { accepted, rejects } = checkRows(this.checked, [this.asRow(fields)]);
    const [texts] = accepted;
    if (!texts) {
      const { column, value, reason } = rejects[0]!;
      return { refused: { column, value, reason } };
    }
    const event = texts[this.places.event]!;
    const known = this.recent.find(event);
    if (known) return { answer: await known, replayed: true };
    return { answer: await this.decideNew(event, texts, ground), replayed: false };
  }

  private asRow(fields: unknown): Parameters<typeof checkRows>[1] extends Iterable<infer Row> ? Row : never {
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
      return { row: 1, reason: 'not an object', value: JSON.stringify(fields) };
    const event: Record<string, unknown> = { ...fields };
    for (const name of this.moments) if (Object.hasOwn(event, name)) event[name] = this.wall.read(event[name]);
    return { row: 1, fields: event };
  }

  private decideNew(event: string, texts: EventTexts, ground: ReadGround): Promise<DecisionAnswer> {
    const decided: DecidedEvent = { texts, customer: texts[this.places.customer]!, at: texts[this.places.time]! };
    const { customer, at } = decided;
    const day = at?.slice(0, 10) ?? '';
    const decision = decide(decided, ground, () => this.recent.sentOn(day, customer ?? ''));
    const answer = composeAnswer(event, decision, {
      rules_version: ground.rulesVersion,
      grades_version: ground.gradesVersion,
      decided_at: this.clock.now().toISOString(),
    });
    // Counted before it is written, so that two events at once do not both go out.
    const isSent = decision.decision === 'send';
    if (isSent) this.recent.countSent(day, customer!);
    const told = this.decisions.append([...texts, ...answerTexts(answer)]).then(
      () => answer,
      (thrown: unknown) => {
        this.recent.forget(event);
        if (isSent) this.recent.countSent(day, customer!, -1);
        throw thrown;
      },
    );
    this.recent.remember(event, told);
    return told;
  }
}
