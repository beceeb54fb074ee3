/** Told the share done, 0 to 1, now and then; what it throws ends the work, so this is also how work is cancelled. */
export type Progress = (share: number) => void;

/** Progress that nobody follows. */
export const UNWATCHED: Progress = () => {};
