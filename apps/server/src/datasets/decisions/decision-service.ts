import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { DatasetVersionRepository, type DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../../config/environment.js';
import { PROJECT, type DatasetItem, type Project } from '../../content/project.js';
import { DatasetReader } from '../dataset-reader.js';
import { AppendLog, logFolder } from '../rows/append-log.js';
import { Decider, KNOWN_EVENTS, type Outcome } from './decider.js';
import { groundDatasets, readGround, type ReadGround } from './read-ground.js';
import { readPastDecisions } from './restore-events.js';

/** How long a new version of rules or grades may go unnoticed. */
const LOOK_MS = 1000;
/** How far back events are known after a start. */
const PAST_MS = 24 * 3600_000;

/** Events in one request, at most. */
export const MAX_EVENTS = 1000;

interface Open {
  item: DatasetItem;
  decider: Decider;
  log: AppendLog;
  ground: ReadGround;
  /** Ids of the versions that the ground was read from. */
  seen: string;
  lookedAt: number;
  looking: boolean;
}

/** Answers events with send or hold, by the rules and grades of the current versions, which it holds in memory. */
@Injectable()
export class DecisionService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('DecisionService');
  private readonly opened = new Map<string, Promise<Open>>();

  constructor(
    @Inject(PROJECT) private readonly project: Pick<Project, 'datasets' | 'spec'>,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
    @Inject(DatasetReader) private readonly reader: DatasetReader,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'stateDir'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    const opened = await Promise.allSettled(this.opened.values());
    this.opened.clear();
    for (const each of opened) if (each.status === 'fulfilled') await each.value.log.close();
  }

  /**
   * Decides events in their order; returns when all decisions are on the disk. Throws `dataset.not-found`, `decisions.not-made-here`,
   * `decisions.too-many`, `storage.full` (retryable).
   */
  async decide(dataset: string, events: readonly unknown[]): Promise<Outcome[]> {
    if (events.length > MAX_EVENTS)
      throw new AppError('decisions.too-many', `A request holds ${MAX_EVENTS} events at most, not ${events.length}.`, {
        severity: 'usage',
      });
    const open = await this.open(this.find(dataset));
    this.lookForNewVersions(open);
    return Promise.all(events.map((event) => open.decider.decide(event, open.ground)));
  }

  private find(name: string): DatasetItem {
    const item = this.project.datasets.get(name);
    if (item?.spec.decisions) return item;
    const deciding = [...this.project.datasets.values()].filter(({ spec }) => spec.decisions).map((each) => each.name);
    const hint =
      deciding.length > 0 ? `Decisions are made by: ${deciding.join(', ')}.` : 'No dataset has decisions: yet.';
    if (!item) throw new AppError('dataset.not-found', `There is no dataset "${name}".`, { severity: 'usage', hint });
    throw new AppError('decisions.not-made-here', `"${name}" decides nothing: it has another source.`, {
      severity: 'usage',
      hint,
    });
  }

  private open(item: DatasetItem): Promise<Open> {
    const known = this.opened.get(item.name);
    if (known) return known;
    const opening = this.start(item);
    this.opened.set(item.name, opening);
    opening.catch(() => this.opened.delete(item.name));
    return opening;
  }

  private async start(item: DatasetItem): Promise<Open> {
    const folder = logFolder(storageRoot(this.environment), item.name);
    const log = new AppendLog(folder, () => this.clock.now());
    const decider = new Decider(item, log, this.clock, this.project.spec.time_zone);
    const since = new Date(this.clock.now().getTime() - PAST_MS);
    const current = await this.versions.current(item.name);
    const past = { item, folder, current, reader: this.reader, since, limit: KNOWN_EVENTS };
    for await (const decision of readPastDecisions(past)) decider.restore(decision);
    const versions = await this.currentVersions(item);
    const ground = await readGround(item, this.project, versions, this.reader);
    return { item, decider, log, ground, seen: idsOf(versions), lookedAt: performance.now(), looking: false };
  }

  private async currentVersions(item: DatasetItem): Promise<Map<string, DatasetVersion>> {
    const found = new Map<string, DatasetVersion>();
    for (const name of groundDatasets(item.spec.decisions!)) {
      const version = await this.versions.current(name);
      if (version) found.set(name, version);
    }
    return found;
  }

  /** Behind the back of requests: they go on with what is there until the new ground is whole. */
  private lookForNewVersions(open: Open): void {
    if (open.looking || performance.now() - open.lookedAt < LOOK_MS) return;
    open.looking = true;
    void this.look(open)
      .catch((error: unknown) => this.logger.warn(`"${open.item.name}" goes on with what it has: ${String(error)}`))
      .finally(() => {
        open.looking = false;
        open.lookedAt = performance.now();
      });
  }

  private async look(open: Open): Promise<void> {
    const versions = await this.currentVersions(open.item);
    if (idsOf(versions) === open.seen) return;
    open.ground = await readGround(open.item, this.project, versions, this.reader);
    open.seen = idsOf(versions);
    this.logger.log(
      `"${open.item.name}" decides by ${open.ground.rules.rules.length} rules and ${open.ground.customers} graded customers`,
    );
  }
}

function idsOf(versions: ReadonlyMap<string, DatasetVersion>): string {
  return [...versions.values()].map(({ id }) => id).join(' ');
}
