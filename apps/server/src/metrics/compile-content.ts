import type { BlockSpec, FiguresSpec, WrittenBlock, WrittenFigures } from '../content/spec/block.js';
import type { ReportSpec, WrittenReport } from '../content/spec/report.js';
import { compileBlock } from './compile-block.js';
import { compileFigure } from './compile-figure.js';
import type { MetricContext } from './metric-plan.js';

/** Figures and blocks with SQL in the place of metrics. */
export interface CompiledContent {
  figures: FiguresSpec;
  blocks: BlockSpec[];
}

/** Replaces every question to metrics by its SQL, words and formats; what is written with SQL stays as it is. Pure. */
export function compileContent(
  figures: WrittenFigures,
  blocks: readonly WrittenBlock[],
  context: MetricContext,
): CompiledContent {
  const compiled = blocks.map((block) => compileBlock(block, context));
  const written = Object.entries(figures).map(([name, figure]) => [name, compileFigure(figure, context)] as const);
  return {
    figures: Object.fromEntries([...written, ...compiled.flatMap((each) => Object.entries(each.figures))]),
    blocks: compiled.map(({ block }) => block),
  };
}

/** A report with SQL in the place of metrics: what is frozen with its result. */
export function compileReport(report: WrittenReport, context: MetricContext): ReportSpec {
  const all = report.sections.flatMap(({ blocks }) => blocks);
  const { figures, blocks } = compileContent(report.figures, all, context);
  const next = blocks.values();
  const sections = report.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map(() => next.next().value!),
  }));
  return { ...report, figures, sections };
}
