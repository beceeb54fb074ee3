import { findRules, type RuleSearch } from '../../analytics/association/find-rules.js';
import type { CellTable } from '../../analytics/association/mine-rules.js';
import { SOLO } from '../../analytics/member.js';
import { runGang } from '../../compute/run-gang.js';
import type { TableTypes } from '../../content/analyses/analysis-kind.js';
import { conditionRulesShape } from '../../content/analyses/condition-rules-shape.js';
import { conditionName, type ConditionRulesAnalysis } from '../../content/spec/condition-rules.js';
import type { BuildContext, Built } from '../build-context.js';
import { compileCells, compileCoded, compileLevels, compileMined, compileQuantiles } from './compile-cells.js';
import { type ConditionLevel, conditionLevels } from './condition-levels.js';
import type { FoundRules } from './describe-rules.js';
import { inspectInput, type InspectedInput } from './inspect-input.js';
import { judgeRules, ruleTest } from './judge-rules.js';
import { planConditions, type PlannedCondition } from './plan-conditions.js';
import { readCells, readNumbers } from './read-cells.js';
import { writeRuleTables } from './write-rule-tables.js';

/** More rules than this are not looked at. */
const MAX_RULES = 1_000_000;

/** Up to so many visits of cells (some 20 ms) a thread of its own costs more than it saves. */
const SMALL = 1_000_000;

/**
 * Tables `<name>.rules` (the first one: tests concern it), `.summary`, `.pruned`, `.levels`. DuckDB collapses equal rows and adds up; the
 * rules are found among the cells, on a thread of their own; what is said of them is added up in DuckDB again, money as DECIMAL.
 * Throws `rules.*`, `dataset.empty`, `dataset.column-missing`.
 */
export async function buildConditionRules(context: BuildContext, spec: ConditionRulesAnalysis): Promise<Built> {
  const input = await inspectInput(context, spec);
  const conditions = await fitQuantiles(context, planConditions(spec.conditions, input.types), input);
  const hasMoney = input.money !== undefined;
  if (!hasMoney)
    context.log(
      `${context.item.name}: without margin and cost there is no profit efficiency; rules are ranked by confidence`,
    );
  const levels = await makeCells(context, spec, input, conditions);
  const cells = await readCells(context.workspace, compileMined(conditions, hasMoney), levels, context.signal);
  context.progress(0.4);
  const found = await searchRules(context, spec, cells, levels);
  context.progress(0.7);
  const tests = found.selection.kept.map(({ rule, isRepresentative }) => ({
    test: ruleTest(found.mined, rule, found.levels),
    isRepresentative,
  }));
  const judged = await judgeRules(context.workspace, tests, hasMoney, context.signal);
  const tables = await writeRuleTables(context, found, judged, {
    shape: shapeOf(spec, input),
    hasMoney,
    falseAlarms: spec.false_alarms,
    conditions,
  });
  return { tables, read: 0, refused: 0 };
}

async function fitQuantiles(
  { workspace, signal }: BuildContext,
  conditions: PlannedCondition[],
  { source }: InspectedInput,
): Promise<PlannedCondition[]> {
  const open = conditions.filter(({ quantiles }) => quantiles !== undefined);
  if (open.length === 0) return conditions;
  const { rows } = await workspace.run(compileQuantiles(source, open), {}, signal);
  const fitted = new Map(open.map(({ name }, i) => [name, JSON.parse(String(rows[0]![i] ?? '[]')) as string[]]));
  // Where many rows share a value, several quantiles are one border.
  return conditions.map((each) => ({ ...each, borders: [...new Set(fitted.get(each.name) ?? each.borders)] }));
}

/** Makes the tables _cells, _levels and _coded, and returns the levels of each condition. */
async function makeCells(
  { workspace, signal }: BuildContext,
  spec: ConditionRulesAnalysis,
  { source, money }: InspectedInput,
  conditions: readonly PlannedCondition[],
): Promise<ConditionLevel[][]> {
  const make = (table: string, select: string) => workspace.run(`CREATE TABLE ${table} AS ${select}`, {}, signal);
  const hasMoney = money !== undefined;
  await make('_cells', compileCells(source, conditions, money));
  await make('_levels', compileLevels(conditions, await minimumRows(workspace, spec)));
  await make('_coded', compileCoded(conditions, hasMoney));
  const { rows } = await workspace.run('SELECT condition, value FROM _levels ORDER BY condition, code');
  return conditions.map((condition, c) => {
    const values = rows.flatMap(([of, value]) => (of === c ? [String(value)] : []));
    return conditionLevels(condition, c, values);
  });
}

async function minimumRows(workspace: BuildContext['workspace'], spec: ConditionRulesAnalysis): Promise<number> {
  const [[rows = 0] = []] = await readNumbers(workspace, 'SELECT sum(n) FILTER (found) FROM _cells');
  return Math.max(1, Math.ceil(rows * spec.min_coverage));
}

async function searchRules(
  context: BuildContext,
  spec: ConditionRulesAnalysis,
  table: CellTable,
  levels: readonly ConditionLevel[][],
): Promise<FoundRules> {
  const totals = new Float64Array(table.width);
  for (let i = 0; i < table.sums.length; i += 1) totals[i % table.width]! += table.sums[i]!;
  const search: RuleSearch = {
    table,
    totals,
    maxLength: spec.max_length,
    minimum: await minimumRows(context.workspace, spec),
    maxRules: MAX_RULES,
    categories: categoryItems(spec, levels),
    representatives: spec.representatives,
    keep: Math.max(spec.keep, spec.representatives),
    improvement: spec.improvement,
  };
  const [mined, selection] = await runSearch(context, search);
  return { mined, selection, levels: levels.flat(), totals };
}

/** Items that name the categories: those of the conditions, or of their values, that the spec lists. */
function categoryItems(
  { conditions, categories }: ConditionRulesAnalysis,
  levels: readonly ConditionLevel[][],
): number[][] {
  const names = conditions.map(conditionName);
  const all = levels.flat();
  return (categories ?? names).map((category) => {
    const { condition, values } = typeof category === 'string' ? { condition: category, values: undefined } : category;
    const place = names.indexOf(condition);
    return all.flatMap((level, item) =>
      level.condition === place && (values?.includes(level.value) ?? true) ? [item] : [],
    );
  });
}

async function runSearch({ signal, progress }: BuildContext, search: RuleSearch) {
  const visits = search.table.cells * search.table.columns.length ** search.maxLength;
  if (visits <= SMALL) return findRules(search, SOLO);
  const [answer] = await runGang('find-rules', search, {
    threads: 1,
    signal,
    progress: (share) => progress(0.4 + 0.3 * share),
  });
  return answer!;
}

function shapeOf(spec: ConditionRulesAnalysis, { types }: InspectedInput): TableTypes {
  return conditionRulesShape.tables(
    spec,
    [...types].map(([name, type]) => ({ name, type })),
  );
}
