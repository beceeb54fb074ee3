import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { RowPushRepository } from '../../catalog/row-push.repository.js';
import type { PushReceipt, RefusedCell } from '../../catalog/tables.js';
import { canonicalJson, sha256 } from '../../common/canonical.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../../config/environment.js';
import { PROJECT, type DatasetItem, type Project } from '../../content/project.js';
import { AppendLog, logFolder } from './append-log.js';
import { checkRows } from './check-rows.js';
import { readPushedRows, type BodyType } from './read-pushed-rows.js';

/** Refused rows that are told in an answer; all are in the table of refused rows. */
const TOLD = 100;

export interface Push {
  type: BodyType;
  /** Parsed JSON, else text. */
  body: unknown;
  idempotencyKey?: string;
}

export interface Received {
  receipt: PushReceipt;
  /** The key was used before with the same body: this is the answer of then. */
  replayed: boolean;
}

/** Takes pushed rows: checks them and writes them into the append log. Refreshes make versions of it. */
@Injectable()
export class RowReceiver implements BeforeApplicationShutdown {
  private readonly logs = new Map<string, AppendLog>();

  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(RowPushRepository) private readonly pushes: RowPushRepository,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'stateDir'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.logs.values()].map((log) => log.close()));
    this.logs.clear();
  }

  /**
   * Returns when the rows are on the disk. Throws `dataset.not-found`, `rows.not-accepted-here`, `rows.not-rows`, `rows.refused` when more rows
   * are refused than `rejects.tolerance` allows (nothing is kept then), `rows.key-conflict`, `storage.full` (retryable).
   */
  async receive(dataset: string, { type, body, idempotencyKey: key }: Push): Promise<Received> {
    const item = this.find(dataset);
    if (key === undefined) return { receipt: await this.store(item, type, body), replayed: false };
    const digest = sha256(`${type}\n${typeof body === 'string' ? body : canonicalJson(body)}`);
    const { pushed, isNew } = await this.pushes.once(dataset, key, async () => ({
      key,
      digest,
      receipt: await this.store(item, type, body, { key, digest }),
      pushed_at: this.clock.now(),
    }));
    if (pushed.digest === digest) return { receipt: pushed.receipt, replayed: !isNew };
    throw new AppError('rows.key-conflict', `The idempotency key "${key}" was used for other rows.`, {
      severity: 'usage',
      hint: 'Take a new key for new rows; the same key only to send the same body again.',
    });
  }

  private async store(
    { name, spec }: DatasetItem,
    type: BodyType,
    body: unknown,
    identity: { key?: string; digest?: string } = {},
  ): Promise<PushReceipt> {
    const { accepted, rejects } = checkRows(spec, readPushedRows(type, body));
    const { tolerance } = spec.rejects;
    if (rejects.length > tolerance * (accepted.length + rejects.length))
      throw refused(accepted.length, rejects, tolerance);
    const columns = (spec.columns ?? []).map((column) => ({ name: column.name, type: column.type ?? 'VARCHAR' }));
    const received_at = this.clock.now().toISOString();
    const record = { received_at, ...identity, columns, rows: accepted, rejects };
    const position = accepted.length + rejects.length === 0 ? null : await this.logOf(name).append(record);
    return {
      dataset: name,
      accepted: accepted.length,
      refused: rejects.length,
      rejects: rejects.slice(0, TOLD),
      position,
    };
  }

  private logOf(dataset: string): AppendLog {
    const known = this.logs.get(dataset);
    if (known) return known;
    const log = new AppendLog(logFolder(storageRoot(this.environment), dataset), () => this.clock.now());
    this.logs.set(dataset, log);
    return log;
  }

  private find(name: string): DatasetItem {
    const item = this.project.datasets.get(name);
    const pushable = [...this.project.datasets.values()].filter(({ spec }) => spec.rows).map((each) => each.name);
    const hint = pushable.length > 0 ? `Rows can be pushed into: ${pushable.join(', ')}.` : 'No dataset has rows: yet.';
    if (!item) throw new AppError('dataset.not-found', `There is no dataset "${name}".`, { severity: 'usage', hint });
    if (item.spec.rows) return item;
    throw new AppError('rows.not-accepted-here', `Rows can't be pushed into "${name}": it has another source.`, {
      severity: 'usage',
      hint,
    });
  }
}

function refused(accepted: number, rejects: RefusedCell[], tolerance: number): AppError {
  const total = accepted + rejects.length;
  return new AppError('rows.refused', `${rejects.length} of ${total} rows were refused; ${tolerance * 100} % may be.`, {
    severity: 'usage',
    hint: 'Nothing was kept. Correct the rows and send all of them again, or raise rejects.tolerance.',
    details: { accepted: 0, refused: rejects.length, rejects: rejects.slice(0, TOLD) },
  });
}
