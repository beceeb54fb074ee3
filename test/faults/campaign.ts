import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countOutcome, halfVisible, type Outcome } from './count-outcome.js';
import { FaultPlant, type Victim } from './fault-plant.js';
import { FAULT_STEPS } from './fault-project.js';

/** Strike a victim as soon as some run has begun or finished a step. */
export interface Fault {
  victim: Victim;
  step: string;
  moment: 'running' | 'done';
}

export interface CampaignOptions {
  runs: number;
  backend: 'postgres' | 'redis';
  faults: readonly Fault[];
  /** Quiet time after each strike. */
  pauseMs: number;
  /** Runs that are asked for before the first ones have ended. */
  ahead: number;
  tell?: (line: string) => void;
}

export interface CampaignResult extends Outcome {
  /** Strikes by victim. */
  struck: Partial<Record<Victim, number>>;
  /** What was seen half-visible while the faults went on. */
  seen_half_visible: string[];
  seconds: number;
  /** Why runs did not end as done. */
  errors: string[];
}

/** Every victim at the beginning and the end of every step. */
export function allFaults(backend: 'postgres' | 'redis'): Fault[] {
  const victims: Victim[] = ['worker', 'postgres', 'api', 'workers', 'connection', 'chromium'];
  if (backend === 'redis') victims.push('redis');
  return FAULT_STEPS.flatMap((step) =>
    (['running', 'done'] as const).flatMap((moment) => victims.map((victim) => ({ victim, step, moment }))),
  );
}

/**
 * Asks a plant for many small runs while its parts are killed, one fault after the other, each at the moment that it names; then waits
 * without touching anything until all have ended, and counts.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const plant = new FaultPlant(options.backend);
  const start = performance.now();
  const over = new AbortController();
  const struck: CampaignResult['struck'] = {};
  const seen = new Set<string>();
  try {
    await plant.open();
    const storage = join(plant.stateDir, 'storage');
    const striking = strikeAll(plant, options, over.signal, struck);
    const watching = watchFiles(plant, storage, over.signal, seen);
    const asked = await askForAll(plant, options);
    await settle(plant, asked, options);
    over.abort();
    await Promise.all([striking, watching]);
    const outcome = await countOutcome(plant.watch, storage, asked);
    const errors = await plant.watch.rows<{ text: string }>(
      `select id || ' ' || state || ' ' || coalesce(error->>'code', '') || ' ' || coalesce(error->>'message', '') as text
       from runs where state <> 'done'`,
    );
    return {
      ...outcome,
      struck,
      seen_half_visible: [...seen],
      seconds: Math.round((performance.now() - start) / 1000),
      errors: errors.map(({ text }) => text),
    };
  } catch (error) {
    options.tell?.(plant.logs());
    throw error;
  } finally {
    over.abort();
    await plant.close();
  }
}

async function askForAll(plant: FaultPlant, { runs, ahead }: CampaignOptions): Promise<string[]> {
  const asked: string[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    asked.push(await plant.ask(seed));
    while (asked.length - (await endedRuns(plant, asked)) > ahead) await sleep(100);
  }
  return asked;
}

async function endedRuns(plant: FaultPlant, asked: readonly string[]): Promise<number> {
  const [row] = await plant.watch.rows<{ n: number }>(
    'select count(*)::int as n from runs where finished_at is not null and id = any($1)',
    [asked],
  );
  return row?.n ?? 0;
}

/** Waits until all runs have ended, or nothing has moved for two minutes. */
async function settle(plant: FaultPlant, asked: readonly string[], { tell }: CampaignOptions): Promise<void> {
  let best = -1;
  let since = performance.now();
  while (performance.now() - since < 120_000) {
    const ended = await endedRuns(plant, asked);
    if (ended >= asked.length) return;
    if (ended > best) {
      best = ended;
      since = performance.now();
      tell?.(`${ended} of ${asked.length} runs have ended`);
    }
    await sleep(200);
  }
}

async function strikeAll(
  plant: FaultPlant,
  { faults, pauseMs, tell }: CampaignOptions,
  over: AbortSignal,
  struck: CampaignResult['struck'],
): Promise<void> {
  let after = 0;
  for (const fault of faults) {
    for (;;) {
      if (over.aborted) return;
      const found = await nextEvent(plant, fault, after);
      if (found !== undefined) {
        after = found;
        break;
      }
      await sleep(15);
    }
    if (await plant.strike(fault.victim)) {
      struck[fault.victim] = (struck[fault.victim] ?? 0) + 1;
      tell?.(`struck ${fault.victim} when ${fault.step} was ${fault.moment}`);
      await sleep(pauseMs);
    }
    after = Math.max(after, await lastEvent(plant));
  }
}

async function nextEvent(plant: FaultPlant, { step, moment }: Fault, after: number): Promise<number | undefined> {
  const rows = await plant.watch.rows<{ id: string }>(
    `select max(id)::text as id from run_events
     where id > $1 and kind = 'step' and data->>'step' = $2 and data->>'state' = $3`,
    [after, step, moment],
  );
  return rows[0]?.id ? Number(rows[0].id) : undefined;
}

async function lastEvent(plant: FaultPlant): Promise<number> {
  const [row] = await plant.watch.rows<{ id: string | null }>('select max(id)::text as id from run_events');
  return Number(row?.id ?? 0);
}

async function watchFiles(plant: FaultPlant, storage: string, over: AbortSignal, seen: Set<string>): Promise<void> {
  while (!over.aborted) {
    for (const path of await halfVisible(plant.watch, storage)) seen.add(path);
    await sleep(400);
  }
}
