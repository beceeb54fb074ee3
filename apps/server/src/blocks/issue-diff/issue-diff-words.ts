import type { Language } from '../../common/local-text.js';

const ko = {
  figure: '수치',
  before: (asOf: string | null): string => (asOf === null ? '지난 호' : `지난 호 (${asOf})`),
  now: (asOf: string): string => `이번 호 (${asOf})`,
  change: '변화',
  reading: '판단',
  better: '개선',
  worse: '악화',
  up: '증가',
  down: '감소',
  same: '그대로',
  changed: '바뀜',
  added: '새 수치',
  first: '첫 호라서 비교할 지난 호가 없습니다.',
  against: (id: string): string => `비교한 지난 호의 결과 번호는 ${id}입니다.`,
  newSections: (names: string): string => `이번 호에 새로 실린 내용: ${names}.`,
  goneSections: (names: string): string => `지난 호에 있었으나 이번에 빠진 내용: ${names}.`,
};

const en: typeof ko = {
  figure: 'Figure',
  before: (asOf) => (asOf === null ? 'Last issue' : `Last issue (${asOf})`),
  now: (asOf) => `This issue (${asOf})`,
  change: 'Change',
  reading: 'Reading',
  better: 'better',
  worse: 'worse',
  up: 'higher',
  down: 'lower',
  same: 'unchanged',
  changed: 'changed',
  added: 'new figure',
  first: 'This is the first issue, so there is none before it to compare with.',
  against: (id) => `Compared with issue ${id}.`,
  newSections: (names) => `New in this issue: ${names}.`,
  goneSections: (names) => `In the last issue but not in this one: ${names}.`,
};

/** Fixed words of the block. */
export function issueDiffWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
