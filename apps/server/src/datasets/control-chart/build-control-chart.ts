import { AppError } from '../../common/errors.js';
import type { ControlChartAnalysis } from '../../content/spec/control-chart.js';
import { quoteName } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { writeTable } from '../write-table.js';
import { chartSegment, type Base } from './chart-segment.js';
import { createLimits, createPoints, createSignals } from './chart-columns.js';
import { readPlaces } from './read-places.js';

const DAY = 86_400_000;

/**
 * Tables `<name>.points`, `.signals`, `.limits`: a chart for each combination of the `by` columns, over rows up to as-of. Base periods that
 * end after as-of are passed over, for their limits would still move. Throws `control.base-open`, `control.no-limits` when no chart has
 * limits, and as `readPlaces` says.
 */
export async function buildControlChart(context: BuildContext, spec: ControlChartAnalysis): Promise<Built> {
  const bases = closedBases(context, spec);
  const segments = await readPlaces(context, spec);
  context.progress(0.4);
  const charted = segments.map((places) => chartSegment(spec, places, bases));
  const reasons = charted.flatMap(({ fits }) => fits.flatMap(({ reason }) => reason ?? []));
  if (charted.every(({ fits }) => fits.every(({ reason }) => reason !== null))) {
    throw new AppError('control.no-limits', reasons[0]!, {
      hint: 'Name a base period (base) of more readings, in which the process varied as it usually does.',
    });
  }
  if (reasons.length > 0) context.log(`${context.item.name}: ${reasons.length} fits without limits; see limits.reason`);
  context.progress(0.7);
  await createPoints(context, segments, charted);
  await createSignals(context, charted);
  await createLimits(context, charted);
  return { tables: await writeTables(context, spec), read: 0, refused: 0 };
}

function closedBases({ asOf, item, log }: BuildContext, { base }: ControlChartAnalysis): Base[] {
  const all = [base].flat();
  const closed = all.filter(({ to }) => to <= asOf);
  if (closed.length === 0) {
    throw new AppError('control.base-open', `The base period ends on ${all[0]!.to}, after ${asOf}.`, {
      hint: 'Limits are frozen only once their base period is over: name an earlier one (base.to), or run with a later as-of.',
    });
  }
  if (closed.length < all.length)
    log(`${item.name}: ${all.length - closed.length} base periods are not over by ${asOf}`);
  return closed.map(({ from, to }) => ({ from: Date.parse(from) / DAY, to: Date.parse(to) / DAY }));
}

async function writeTables(context: BuildContext, { by, group }: ControlChartAnalysis): Promise<Built['tables']> {
  const { name } = context.item;
  const segment = by.map((column) => `${quoteName(column)}, `).join('');
  const lot = group && 'column' in group ? `grp AS ${quoteName(group.column)}, ` : '';
  return [
    await writeTable(
      context,
      `${name}.points`,
      `SELECT ${segment}${lot}place + 1 AS place, moment AS "time", _points.* EXCLUDE (segment, place)
       FROM _points JOIN _places USING (segment, place) JOIN _segments USING (segment) ORDER BY segment, _points.place`,
    ),
    await writeTable(
      context,
      `${name}.signals`,
      `SELECT ${segment}rule, f.moment AS "from", t.moment AS "to", last + 1 AS place,
         (SELECT count(value) FROM _points p WHERE p.segment = s.segment AND p.place BETWEEN first AND last)::INTEGER AS points, v.value
       FROM _signals s JOIN _segments USING (segment) JOIN _places f ON f.segment = s.segment AND f.place = first
         JOIN _places t ON t.segment = s.segment AND t.place = last JOIN _points v ON v.segment = s.segment AND v.place = last
       ORDER BY s.segment, last, rule`,
    ),
    await writeTable(
      context,
      `${name}.limits`,
      `SELECT ${segment}DATE '1970-01-01' + fitted_from AS fitted_from, DATE '1970-01-01' + fitted_to AS fitted_to,
         readings, centre, sigma, provisional, reason
       FROM _limits JOIN _segments USING (segment) ORDER BY segment, _limits.fitted_from`,
    ),
  ];
}
