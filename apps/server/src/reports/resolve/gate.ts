import type { Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import { localize } from '../../common/local-text.js';
import type { QuerySession } from '../../common/value.js';
import { boundParameters, type ReportSource } from './resolve-report.js';

export interface Refusal {
  /** Section and block, a check, or an input. */
  where: string;
  reason: string;
}

/**
 * The quality gate: reasons why this result must not become an issue. Error blocks, failed checks, inputs that are stale or begin after as-of, sections
 * without blocks. Nothing is rendered while there is one.
 */
export async function inspectResult(
  result: Result,
  source: ReportSource,
  session: QuerySession,
  signal?: AbortSignal,
): Promise<Refusal[]> {
  return [
    ...brokenBlocks(result),
    ...laterInputs(result),
    ...staleInputs(result, source),
    ...(await failedChecks(source, session, signal)),
  ];
}

/** Throws AppError `gate.refused` (severity gate) when there is a refusal. */
export function passGate(refusals: readonly Refusal[]): void {
  if (refusals.length === 0) return;
  const lines = refusals.map(({ where, reason }) => `${where}: ${reason}`);
  throw new AppError('gate.refused', `the report was not issued: ${lines.join('; ')}`, {
    severity: 'gate',
    hint: 'correct the data or the template and run the job again; nothing was written',
    details: { refusals },
  });
}

function brokenBlocks(result: Result): Refusal[] {
  return result.sections.flatMap((section) => {
    if (section.blocks.length === 0) return [{ where: `section ${section.id}`, reason: 'has no blocks' }];
    return section.blocks.flatMap((block) =>
      block.kind === 'error'
        ? [{ where: `${section.id}/${block.id}`, reason: `${block.message} [${block.code}]` }]
        : [],
    );
  });
}

/** An input whose every row lies after the as-of day has nothing to say about it. */
function laterInputs(result: Result): Refusal[] {
  return result.inputs.flatMap(({ dataset, from }) =>
    from !== undefined && from > result.as_of
      ? [{ where: `dataset ${dataset}`, reason: `its first date is ${from}, after ${result.as_of}` }]
      : [],
  );
}

function staleInputs(result: Result, { spec }: ReportSource): Refusal[] {
  const limit = spec.fresh_within_days;
  if (limit === undefined) return [];
  return result.inputs.flatMap(({ dataset, to }) => {
    if (to === undefined) return [];
    const days = (Date.parse(result.as_of) - Date.parse(to)) / 86_400_000;
    return days > limit
      ? [
          {
            where: `dataset ${dataset}`,
            reason: `its last date is ${to}, ${days} days before ${result.as_of}; at most ${limit} are allowed`,
          },
        ]
      : [];
  });
}

async function failedChecks(source: ReportSource, session: QuerySession, signal?: AbortSignal): Promise<Refusal[]> {
  const { spec, language } = source;
  const bound = boundParameters(source);
  const refusals: Refusal[] = [];
  for (const check of spec.checks) {
    const { rows } = await session.query(check.sql, bound, signal);
    if (rows.length > 0)
      refusals.push({
        where: `check ${check.name}`,
        reason: `${localize(check.message, language)} (${JSON.stringify(rows[0])})`,
      });
  }
  return refusals;
}
