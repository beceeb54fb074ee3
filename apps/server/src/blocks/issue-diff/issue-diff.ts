import { AppError } from '../../common/errors.js';
import type { Language, LocalText } from '../../common/local-text.js';
import type { Value } from '../../common/value.js';
import type { Format } from '../../content/spec/common.js';
import type { IssueDiffSpec } from '../../content/spec/issue-diff.js';
import type { BlockContext } from '../block-context.js';
import { figureOf, type Figure } from '../figures.js';
import type { ResolvedColumn, ResolvedTable, Tone } from '../result.js';
import { issueDiffWords } from './issue-diff-words.js';
import { changeFormat, changeSince, type IssueContext } from './previous-issue.js';

/** Digits of a result's id that reports print. */
const SHORT_ID = 12;

interface Line {
  label: string;
  now: Figure;
  before: Figure | undefined;
  change: number | null;
  words: string;
  tone: Tone;
}

/**
 * Figures of this issue beside those of the issue before, with the change in words, and the sections that came or went. In the first
 * issue there is nothing before, and the note says so. Throws AppError `issue-diff.nowhere` outside reports, `issue-diff.no-figures`.
 */
export function resolveIssueDiff(
  spec: IssueDiffSpec,
  { issue, figures, settings: { language } }: BlockContext,
  write: (text: LocalText) => string,
): Omit<ResolvedTable, 'id'> {
  if (issue === undefined) {
    throw new AppError('issue-diff.nowhere', `block "${spec.id}" compares issues, and only reports have them`);
  }
  const wanted = spec.figures ?? tileFigures(issue);
  if (wanted.length === 0) {
    throw new AppError('issue-diff.no-figures', `block "${spec.id}" has no figures to compare`, {
      hint: 'name them under `figures`, or give the report KPI tiles',
    });
  }
  const lines = wanted.map(({ figure, label, good }): Line => {
    const now = figureOf(figures, figure);
    const before = issue.previous?.figures[figure];
    const change = changeSince(now.value, before?.value);
    const tone = change === null || change === 0 || good === 'neutral' ? 'neutral' : toneOf(change, good);
    const words = issue.previous === null ? '' : changeWords(now, before, change, tone, language);
    return { label: write(label), now, before, change, words, tone };
  });
  return {
    kind: 'issue_diff',
    reads: [],
    columns: columnsOf(issue, language),
    rows: lines.map(({ label, now, before, change, words }): Value[] => [
      label,
      before?.value ?? null,
      now.value,
      change,
      words,
    ]),
    formats: lines.map(({ now, before }): (Format | null)[] => [
      null,
      (before ?? now).format,
      now.format,
      changeFormat(now),
      null,
    ]),
    tones: { column: 4, rows: lines.map(({ tone }) => tone) },
    note: noteOf(issue, language),
  };
}

/** Figures of the KPI tiles, each once. */
function tileFigures({ tiles }: IssueContext): NonNullable<IssueDiffSpec['figures']> {
  const byName = new Map(tiles.map(({ value, label, good }) => [value, { figure: value, label, good }]));
  return [...byName.values()];
}

function columnsOf({ previous, as_of }: IssueContext, language: Language): ResolvedColumn[] {
  const words = issueDiffWords(language);
  const column = (name: string, title: string, align: 'left' | 'right'): ResolvedColumn => ({
    name,
    title,
    format: align === 'left' ? 'text' : 'number',
    align,
  });
  return [
    column('figure', words.figure, 'left'),
    column('before', words.before(previous?.as_of ?? null), 'right'),
    column('now', words.now(as_of), 'right'),
    column('change', words.change, 'right'),
    column('reading', words.reading, 'left'),
  ];
}

function toneOf(change: number, good: 'up' | 'down'): Tone {
  return change > 0 === (good === 'up') ? 'good' : 'bad';
}

function changeWords(now: Figure, before: Figure | undefined, change: number | null, tone: Tone, language: Language) {
  const words = issueDiffWords(language);
  if (before === undefined) return words.added;
  if (now.value === before.value) return words.same;
  if (change === null) return words.changed;
  const word = tone === 'good' ? words.better : tone === 'bad' ? words.worse : change > 0 ? words.up : words.down;
  return `${change > 0 ? '▲' : '▼'} ${word}`;
}

function noteOf({ previous, sections, omitted }: IssueContext, language: Language): string {
  const words = issueDiffWords(language);
  if (previous === null) return words.first;
  const before = new Map(previous.sections.map(({ id, label }) => [id, label]));
  const added = [...sections].flatMap(([id, label]) => (before.has(id) ? [] : [label]));
  const gone = [...before].flatMap(([id, label]) => (sections.has(id) ? [] : [omitted.get(id) ?? label]));
  return [
    words.against(previous.id.slice(0, SHORT_ID)),
    added.length > 0 ? words.newSections(added.join(', ')) : '',
    gone.length > 0 ? words.goneSections(gone.join(', ')) : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
