import { AppError } from '../../common/errors.js';
import { asPushedRows } from '../../content/decided-rows.js';
import type { CalendarSpec } from '../../content/spec/calendar.js';
import { buildAnalysis } from '../build-analysis.js';
import { buildSql, usedParameters } from '../build-sql.js';
import { buildCalendar, calendarIngredients } from '../calendar/build-calendar.js';
import { prepareDatabase } from './prepare-database.js';
import { prepareFile } from './prepare-file.js';
import { prepareRows } from './prepare-rows.js';
import type { PrepareContext, Prepared } from './prepared.js';

/** Finds out what a dataset's rows depend on, by the origin that its definition names. Throws `dataset.no-source`. */
export function prepareOrigin(context: PrepareContext): Promise<Prepared> {
  const { spec, sql, calendar } = context.item;
  if (calendar) return prepareCalendar(calendar);
  if (spec.file) return prepareFile(context, spec.file);
  if (spec.database) return prepareDatabase(context, spec.database);
  if (spec.rows) return prepareRows(context, spec.rows);
  if (spec.decisions) return prepareRows({ ...context, item: { ...context.item, spec: asPushedRows(spec) } }, {});
  if (spec.analysis) return prepareAnalysis(context);
  if (sql !== undefined) return prepareSql(context, sql);
  const { name } = context.item;
  throw new AppError(
    'dataset.no-source',
    `Dataset "${name}" has neither file, database, rows, decisions, analysis nor ${name}.sql.`,
  );
}

async function prepareSql({ engine, asOf, parameters }: PrepareContext, sql: string): Promise<Prepared> {
  return { parameters: usedParameters(await engine.parse(sql), asOf, parameters), files: [], build: buildSql };
}

function prepareCalendar(calendar: CalendarSpec): Promise<Prepared> {
  const build: Prepared['build'] = (context) => buildCalendar(context, calendar);
  return Promise.resolve({ parameters: calendarIngredients(calendar), files: [], build });
}

function prepareAnalysis({ item, asOf }: PrepareContext): Promise<Prepared> {
  const build: Prepared['build'] = (context) => buildAnalysis(context, item.spec.analysis!);
  return Promise.resolve({ parameters: { as_of: asOf }, files: [], build });
}
