import { encodeModel } from '../../analytics/models/encode-model.js';
import { failureModelShape } from '../../content/analyses/failure-model-shape.js';
import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { type Cell, rowsRelation } from '../write-rows.js';
import { writeTable } from '../write-table.js';
import { compileAlarms } from './compile-alarms.js';
import { explainNewest, weighFeatures } from './explain-failures.js';
import { fitFailures } from './fit-failures.js';
import { judgeCodes, judgeFailures } from './judge-failures.js';
import { HOUR, readRecords } from './read-records.js';
import { readFailureRows } from './read-rows.js';

/**
 * Tables `<name>.quality` (the first one: tests concern it), `.scores`, `.alarms`, `.codes`, `.importance`, `.current`, `.model` (fold 0: of all rows). Throws what
 * `readRecords`, `readFailureRows` and `fitFailures` throw.
 */
export async function buildFailureModel(context: BuildContext, spec: FailureModelAnalysis): Promise<Built> {
  const { item, workspace } = context;
  const records = await readRecords(context, spec);
  const rows = await readFailureRows(context, spec, records);
  context.progress(0.3);
  const scores = await fitFailures(context, spec, rows);
  const quality = await judgeFailures(context, spec, rows, scores);
  const codes = await judgeCodes(context, spec);
  const importance = await weighFeatures(context, spec, rows, scores);
  const { score, threshold, reasons } = explainNewest(rows, scores);
  await workspace.createTable('_newest', [
    { name: 'place', type: 'INTEGER', values: rows.newest.place },
    { name: 'k', type: 'INTEGER', values: rows.newest.k },
    { name: 'score', type: 'DOUBLE', values: score },
    { name: 'threshold', type: 'DOUBLE', values: new Float64Array(score.length).fill(threshold) },
    ...(['reasons', 'reasons_ko', 'reasons_en'] as const).map((name) => ({
      name,
      type: 'VARCHAR' as const,
      values: reasons.map((row) => row[name]),
    })),
  ]);
  await workspace.createTable('_models', [
    { name: 'fold', type: 'INTEGER', values: [0, ...scores.folds.map((_, i) => i + 1)] },
    { name: 'threshold', type: 'DOUBLE', values: [threshold, ...scores.thresholds] },
    { name: 'model', type: 'VARCHAR', values: [scores.model, ...scores.folds].map(encodeModel) },
  ]);
  const types = failureModelShape.tables(spec, []);
  const computed = async (table: string, found: readonly Record<string, Cell>[]) =>
    `SELECT * FROM ${await rowsRelation(context, table, types[table]!, found)}`;
  const at = `make_timestamp(epoch_us(start) + k * ${spec.every * HOUR}) AS time`;
  const selects: Record<string, string> = {
    quality: await computed('quality', quality),
    scores: `SELECT unit, ${at}, label, fold, score, threshold, alarm, judged FROM _scores JOIN _units USING (place), _start ORDER BY unit, time`,
    alarms: compileAlarms(spec),
    codes: await computed('codes', codes),
    importance: await computed('importance', importance),
    current: `SELECT unit, ${at}, score, threshold, score >= threshold AS alarm, reasons, reasons_ko, reasons_en FROM _newest JOIN _units USING (place), _start ORDER BY unit`,
    model: 'SELECT * FROM _models ORDER BY fold',
  };
  const tables: BuiltTable[] = [];
  for (const [table, select] of Object.entries(selects))
    tables.push(await writeTable(context, `${item.name}.${table}`, select));
  return { tables, read: 0, refused: 0 };
}
