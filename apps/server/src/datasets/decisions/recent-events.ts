/** Days of which it is known how often a customer was sent to; events may come a little late. */
const DAYS = 2;

/**
 * What was decided lately, by event, so that one that is sent again is answered the same; and how often each customer was sent to on a day. The
 * latest `capacity` events are known.
 */
export class RecentEvents<Answer> {
  private readonly answers = new Map<string, Answer>();
  /** Day → customer → times. */
  private readonly sent = new Map<string, Map<string, number>>();

  constructor(private readonly capacity: number) {}

  find(event: string): Answer | undefined {
    return this.answers.get(event);
  }

  remember(event: string, answer: Answer): void {
    this.answers.delete(event);
    this.answers.set(event, answer);
    if (this.answers.size <= this.capacity) return;
    this.answers.delete(this.answers.keys().next().value!);
  }

  forget(event: string): void {
    this.answers.delete(event);
  }

  sentOn(day: string, customer: string): number {
    return this.sent.get(day)?.get(customer) ?? 0;
  }

  /** `times` is negative for one that was taken back. */
  countSent(day: string, customer: string, times = 1): void {
    const counts = this.sent.get(day) ?? new Map<string, number>();
    counts.set(customer, (counts.get(customer) ?? 0) + times);
    this.sent.set(day, counts);
    if (this.sent.size > DAYS) this.sent.delete([...this.sent.keys()].sort()[0]!);
  }
}
