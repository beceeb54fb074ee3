import type { Language } from '../../common/local-text.js';
import type { MoveKind } from '../result.js';

/** Counts of a migration as texts, each with its share: `8,540 (67.2%)`. */
export interface MoveTexts {
  all: string;
  same: string;
  up: string;
  down: string;
  /** From one value to another whose order is not told. */
  other: string;
}

/** What stayed, rose, fell and moved otherwise, as a sentence; kinds that cannot be are left out. */
export function migrationNote(texts: MoveTexts, kinds: ReadonlySet<MoveKind>, language: Language): string {
  return language === 'ko' ? koreanNote(texts, kinds) : englishNote(texts, kinds);
}

function koreanNote({ all, same, up, down, other }: MoveTexts, kinds: ReadonlySet<MoveKind>): string {
  const moved = kinds.has('up')
    ? [`오름 ${up}`, `내림 ${down}`, ...(kinds.has('other') ? [`순서 밖에서 오거나 간 것 ${other}`] : [])]
    : [`옮김 ${other}`];
  return `모두 ${all} 가운데 그대로 ${same}, ${moved.join(', ')}.`;
}

function englishNote({ all, same, up, down, other }: MoveTexts, kinds: ReadonlySet<MoveKind>): string {
  const moved = kinds.has('up')
    ? [
        `${up} rose`,
        `${down} fell`,
        ...(kinds.has('other') ? [`${other} came from or went to values beside the order`] : []),
      ]
    : [`${other} moved`];
  const last = moved.pop() ?? '';
  return `Of ${all}, ${[`${same} stayed`, ...moved].join(', ')} and ${last}.`;
}

const WORDS = {
  total: { ko: '합계', en: 'Total' },
  order: { ko: '▲ 오름, ▼ 내림. 비중은 행 합계에 대한 것입니다.', en: '▲ rose, ▼ fell; shares are of the row.' },
  plain: { ko: '비중은 행 합계에 대한 것입니다.', en: 'Shares are of the row.' },
} as const;

/** A fixed word of the migration. */
export function migrationWord(key: keyof typeof WORDS, language: Language): string {
  return WORDS[key][language];
}
