import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import type { Value } from '../../common/value.js';
import type { DatasetItem } from '../../content/project.js';
import { DECISION_COLUMNS } from '../../content/spec/decisions.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readChunks } from '../../engine/row-stream.js';
import type { DatasetReader } from '../dataset-reader.js';
import { readLog } from '../rows/read-log.js';
import { readAnswer, type DecisionAnswer } from './decision-answer.js';

/** A decision of before: the answer, and whom and when it was about (wall-clock time). */
export interface PastDecision {
  answer: DecisionAnswer;
  customer: string | null;
  at: string | null;
}

interface Past {
  item: DatasetItem;
  /** Folder of the append log. */
  folder: string;
  current: DatasetVersion | undefined;
  reader: DatasetReader;
  /** Decisions before this are of no interest. */
  since: Date;
  limit: number;
}

/** Decisions since a moment, oldest first: those in the current version, then those that still are in the log alone. */
export async function* readPastDecisions(past: Past): AsyncGenerator<PastDecision> {
  const { item, folder, current, since } = past;
  if (current) yield* readVersion(past, current);
  const { event, customer, time } = item.spec.decisions!;
  for await (const { record } of readLog(folder, current?.manifest.cursor?.segments ?? {})) {
    if (new Date(record.received_at) < since) continue;
    const places = new Map(record.columns.map(({ name }, i) => [name, i]));
    for (const row of record.rows) {
      const cell = (name: string): string | null => row[places.get(name) ?? -1] ?? null;
      const answer = readAnswer(
        cell(event) ?? '',
        DECISION_COLUMNS.map(({ name }) => cell(name)),
      );
      yield { answer, customer: cell(customer), at: cell(time) };
    }
  }
}

async function* readVersion(
  { item, reader, since, limit }: Past,
  version: DatasetVersion,
): AsyncGenerator<PastDecision> {
  const { event, customer, time } = item.spec.decisions!;
  const list = [event, customer, time, ...DECISION_COLUMNS.map(({ name }) => name)];
  const from = since.toISOString().replace('T', ' ').replace('Z', '');
  const session = await reader.open([version]);
  try {
    const latest = `SELECT * FROM ${quoteTable(item.name)} WHERE decided_at >= TIMESTAMP '${from}' ORDER BY decided_at DESC, ${quoteName(event)} LIMIT ${limit}`;
    const sql = `SELECT ${list.map((name) => `${quoteName(name)}::VARCHAR`).join(', ')} FROM (${latest}) ORDER BY decided_at, ${quoteName(event)}`;
    const rows: Value[][] = [];
    await session.stream(sql, async (stream) => {
      for await (const chunk of readChunks(stream)) rows.push(...chunk);
    });
    for (const [id, who, when, ...cells] of rows)
      yield { answer: readAnswer(String(id), cells), customer: textOf(who), at: textOf(when) };
  } finally {
    await session.close();
  }
}

const textOf = (value: Value | undefined): string | null => (value == null ? null : String(value));
