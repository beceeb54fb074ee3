import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import { quoteText } from '../../engine/quote.js';
import { HOUR } from './read-records.js';

/** Judged rows with the alarms of the model and, where precursors are declared, of that rule: (method, place, k, label, alarm). */
export function compileJudged({ every, within, precursors }: FailureModelAnalysis): string {
  const model = `SELECT 'model' AS method, place, k, label, alarm FROM _scores WHERE judged`;
  if (precursors.length === 0) return model;
  const codes = [...new Set(precursors.map(({ code }) => String(code)))].map(quoteText).join(', ');
  return `${model} UNION ALL
    SELECT 'precursors', place, k, label, r.k IS NOT NULL FROM _scores LEFT JOIN (${inForce(every * HOUR, within * HOUR, `WHERE code IN (${codes})`)}) r
    USING (place, k) WHERE judged`;
}

/** Steps with a code in the hours up to then. */
function inForce(step: number, ahead: number, where: string): string {
  return `SELECT DISTINCT place, unnest(range((us + ${step - 1}) // ${step}, (us + ${ahead + step - 1}) // ${step})) AS k FROM _readings JOIN _units USING (unit) ${where}`;
}

/** Failures that could be seen coming, and how they were: (method, place, us, kind, first_k of the alarm or NULL, alarm_rows). */
export function compileCaught({ every, within }: FailureModelAnalysis): string {
  const at = `k * ${every * HOUR}`;
  return `
    WITH failed AS (SELECT place, us, string_agg(DISTINCT kind, ', ' ORDER BY kind) AS kind FROM _stops JOIN _units USING (unit) GROUP BY place, us)
    SELECT method, place, us, kind, min(k) FILTER (alarm) AS first_k, count(*) FILTER (alarm) AS alarm_rows
    FROM failed JOIN _judged USING (place) WHERE ${at} >= us - ${within * HOUR} AND ${at} < us GROUP BY method, place, us, kind`;
}

/** Alarms without a failure within the hours: rows on end are one alarm. (method, place, first_k, alarm_rows). */
export function compileFalseAlarms(): string {
  return `
    WITH alarms AS (SELECT method, place, k, label, k - row_number() OVER (PARTITION BY method, place ORDER BY k) AS run FROM _judged WHERE alarm)
    SELECT method, place, min(k) AS first_k, count(*) AS alarm_rows FROM alarms GROUP BY method, place, run HAVING max(label) = 0`;
}

/** A row per method and unit: what intervals by unit are made from. */
export function compileUnitFigures({ every }: FailureModelAnalysis): string {
  return `
    SELECT method, place, rows, positives, hits, alarms, rows * ${every} / 168.0 AS weeks, coalesce(false_alarms, 0) AS false_alarms,
      coalesce(failures, 0) AS failures, coalesce(caught, 0) AS caught
    FROM (SELECT method, place, count(*) AS rows, count(*) FILTER (label = 1) AS positives, count(*) FILTER (label = 1 AND alarm) AS hits,
      count(*) FILTER (alarm) AS alarms FROM _judged GROUP BY method, place)
    LEFT JOIN (SELECT method, place, count(*) AS false_alarms FROM _false_alarms GROUP BY method, place) USING (method, place)
    LEFT JOIN (SELECT method, place, count(*) AS failures, count(first_k) AS caught FROM _caught GROUP BY method, place) USING (method, place)
    ORDER BY method, place`;
}

/** Table `.alarms`: failures with the first alarm before them, and false alarms, by unit and time. */
export function compileAlarms({ every }: FailureModelAnalysis): string {
  const step = every * HOUR;
  const time = (us: string) => `make_timestamp(epoch_us(start) + ${us})`;
  return `
    SELECT unit, what, ${time('us')} AS time, kind, ${time(`first_k * ${step}`)} AS first_alarm, alarm_rows,
      CASE WHEN what = 'failure' THEN first_k IS NOT NULL END AS caught,
      CASE WHEN what = 'failure' THEN (us - first_k * ${step}) / ${HOUR}.0 END AS lead_hours
    FROM (
      SELECT place, 'failure' AS what, us, kind, first_k, alarm_rows FROM _caught WHERE method = 'model'
      UNION ALL SELECT place, 'false_alarm', first_k * ${step}, NULL, first_k, alarm_rows FROM _false_alarms WHERE method = 'model'
    ) JOIN _units USING (place), _start ORDER BY unit, us, what`;
}

/**
 * Table `.codes`: for each code and kind of failure how many failures it preceded within the hours, against the share of all steps that had the
 * code in such a time before them; and how often it was followed. (code, kind, failures, preceded, base_rate, raised, followed)
 */
export function compileCodes({ every, within }: FailureModelAnalysis): string {
  const [step, ahead] = [every * HOUR, within * HOUR];
  return `
    WITH raised AS (SELECT DISTINCT unit, us, code FROM _readings WHERE code IS NOT NULL),
    watched AS (SELECT place, k FROM _grid JOIN _units USING (place) WHERE at_us - ${ahead} >= first_us),
    codes AS (SELECT code, count(*) FILTER (us + ${ahead} <= last_us) AS raised FROM raised JOIN _units USING (unit) GROUP BY code),
    kinds AS (SELECT kind, count(*) AS failures FROM _stops GROUP BY kind),
    bases AS (SELECT code, count(*) / nullif((SELECT count(*) FROM watched), 0) AS base_rate FROM watched JOIN (
      SELECT DISTINCT code, place, unnest(range((us + ${step - 1}) // ${step}, (us + ${ahead + step - 1}) // ${step})) AS k
      FROM raised JOIN _units USING (unit)) USING (place, k) GROUP BY code),
    pairs AS (SELECT code, kind, unit, r.us AS raised_us, s.us AS failed_us, last_us FROM raised r JOIN _stops s USING (unit) JOIN _units USING (unit)
      WHERE r.us >= s.us - ${ahead} AND r.us < s.us),
    preceded AS (SELECT code, kind, count(DISTINCT {unit: unit, us: failed_us}) AS preceded,
      count(DISTINCT {unit: unit, us: raised_us}) FILTER (raised_us + ${ahead} <= last_us) AS followed FROM pairs GROUP BY code, kind)
    SELECT code, kind, failures, coalesce(preceded, 0) AS preceded, coalesce(base_rate, 0) AS base_rate, raised, coalesce(followed, 0) AS followed
    FROM codes CROSS JOIN kinds LEFT JOIN bases USING (code) LEFT JOIN preceded USING (code, kind) ORDER BY code, kind`;
}
