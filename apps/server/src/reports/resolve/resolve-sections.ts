import type { BlockContext } from '../../blocks/block-context.js';
import { holds, NOT_THERE } from '../../blocks/figures.js';
import type { IssueContext, PreviousIssue } from '../../blocks/issue-diff/previous-issue.js';
import type { Note } from '../../blocks/notes/note.js';
import { resolveBlock } from '../../blocks/resolve-block.js';
import type { ResolvedBlock, ResolvedSection, Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import { localize, type Language, type LocalText } from '../../common/local-text.js';
import type { QuerySession } from '../../common/value.js';
import type { ReportSpec, SectionSpec } from '../../content/spec/report.js';
import { quoteName, quoteTable } from '../../engine/quote.js';

type Write = (words: LocalText, place: string) => string;

interface Options {
  previous?: PreviousIssue | null;
  progress?: (done: number) => void;
}

/**
 * Resolves the sections whose needs the data meet; the others are left out with a note. Throws AppError `report.section-missing` (gate) where
 * a section must not be left out.
 */
export async function resolveSections(
  { spec, as_of, notes }: { spec: ReportSpec; as_of: string; notes?: Note[] },
  context: BlockContext,
  write: Write,
  { previous = null, progress }: Options,
): Promise<{ sections: ResolvedSection[]; omitted: Result['omitted'] }> {
  const { language } = context.settings;
  const { kept, omitted } = await sortSections(spec.sections, context, write);
  const heads = kept.map((section) => ({ ...section, ...headOf(section, write) }));
  const issue: IssueContext = {
    as_of,
    previous,
    tiles: kept.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'kpi' && holds(block.when, context.figures) ? block.items : [])),
    ),
    sections: new Map(heads.map(({ id, label }) => [id, label])),
    omitted: new Map(omitted.map(({ section }) => [section.id, localize(section.label ?? section.title, language)])),
    ...(notes && { notes }),
  };
  const sections: ResolvedSection[] = [];
  for (const { id, title, label, blocks: specs } of heads) {
    const blocks: ResolvedBlock[] = [];
    for (const block of specs.filter(({ when }) => holds(when, context.figures)))
      blocks.push(await resolveBlock(block, { ...context, issue }));
    sections.push({ id, title, label, blocks });
    progress?.(sections.length / heads.length);
  }
  return {
    sections,
    omitted: omitted.map(({ section, reason }) => ({
      id: section.id,
      title: issue.omitted.get(section.id) ?? section.id,
      reason,
    })),
  };
}

async function sortSections(
  specs: readonly SectionSpec[],
  context: BlockContext,
  write: Write,
): Promise<{ kept: SectionSpec[]; omitted: { section: SectionSpec; reason: string }[] }> {
  const kept: SectionSpec[] = [];
  const omitted: { section: SectionSpec; reason: string }[] = [];
  for (const section of specs) {
    const missing = await missingNeed(section.needs, context);
    if (missing === null && holds(section.when, context.figures)) kept.push(section);
    else if (missing === null)
      omitted.push({ section, reason: write(section.otherwise ?? '', `section "${section.id}", otherwise`) });
    else if (section.when_missing === 'omit_with_note')
      omitted.push({ section, reason: missingWords(missing, context.settings.language) });
    else {
      throw new AppError('report.section-missing', `section "${section.id}" needs ${missing}, which is not there`, {
        severity: 'gate',
        hint: 'bring the data, or say `when_missing: omit_with_note`',
      });
    }
  }
  return { kept, omitted };
}

function headOf({ id, title, label }: SectionSpec, write: Write): Pick<ResolvedSection, 'title' | 'label'> {
  const written = write(title, `section "${id}", title`);
  return { title: written, label: label === undefined ? written : write(label, `section "${id}", label`) };
}

function missingWords(missing: string, language: Language): string {
  return language === 'ko' ? `${missing} 데이터가 없어 생략했습니다.` : `Left out: there is no ${missing} in the data.`;
}

/** The first need that the data do not meet, or null. A need is `<table>` or `<table>.<column>`, tried as written. */
async function missingNeed(needs: readonly string[], { session, signal }: BlockContext): Promise<string | null> {
  for (const need of needs) {
    const dot = need.lastIndexOf('.');
    const tries = [
      `select * from ${quoteTable(need)} limit 0`,
      ...(dot > 0 ? [`select ${quoteName(need.slice(dot + 1))} from ${quoteTable(need.slice(0, dot))} limit 0`] : []),
    ];
    if (!(await anyWorks(tries, session, signal))) return need;
  }
  return null;
}

async function anyWorks(queries: readonly string[], session: QuerySession, signal?: AbortSignal): Promise<boolean> {
  for (const query of queries) {
    try {
      await session.query(query, {}, signal);
      return true;
    } catch (error) {
      // Only "no such table or column" answers the question; anything else is a real failure.
      if (!(error instanceof AppError) || !NOT_THERE.has(error.code)) throw error;
    }
  }
  return false;
}
