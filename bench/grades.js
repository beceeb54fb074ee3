import { gradeBorders } from '../dist/server/analytics/judging/settle-ties.js';
import { resolveGradeTable } from '../dist/server/blocks/grade-table/grade-table.js';
import { GuardedSession } from '../dist/server/engine/guarded-session.js';
import { median } from './measure.js';
import { openTable } from './tables.js';

const spec = { kind: 'grade_table', id: 'lift', from: 'scores', score: 'score', response: 'responded', grades: 10 };
// What people write: every row into a grade, ties broken by id so that the answer is the same twice.
const NTILE = `select grade, count(*), sum(responded) from
  (select ntile(10) over (order by score desc, id) as grade, responded from scores) group by 1 order by 1`;

/** Grade/lift table over a scored Parquet table, exact, against `ntile(10)`. */
export async function* run({ scale }) {
  for (const millions of [10, 50]) {
    const rows = Math.round(millions * 1e6 * scale);
    const table = await openTable(
      'scores',
      `select i as id, (hash(i) % 1000000007)::double / 1000000007 as score, (hash(i + 7) % 1000 < 236)::int as responded from range(${rows}) t(i)`,
    );
    const session = new GuardedSession(table.workspace, new Set(['scores']));
    const { rows: grades } = await resolveGradeTable(spec, session, {}, 'en');
    if (grades.length !== gradeBorders(rows, 10).length + 1) throw new Error('the grade table is not whole');
    const ours = await median(() => resolveGradeTable(spec, session, {}, 'en'));
    const theirs = await median(() => table.workspace.run(NTILE));
    yield {
      vs: `ntile(10) SQL, ${rows} rows`,
      goal: 0.6,
      ours: Math.round(ours),
      theirs: Math.round(theirs),
      unit: 'ms',
    };
    await table.close();
  }
}
