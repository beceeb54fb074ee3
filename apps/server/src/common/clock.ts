/** The only source of the current time. Handed in, so that a run can be repeated and a test can stand still. */
export interface Clock {
  now(): Date;
}

export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = { now: () => new Date() };
