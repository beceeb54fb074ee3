import type { NoteFields } from '../../catalog/tables.js';
import type { Language } from '../../common/local-text.js';

const ko = {
  finding: '발견',
  action: '대책',
  effect: '기대 효과',
  low: '95% 구간 하한',
  high: '95% 구간 상한',
  owner: '담당',
  due: '기한',
  progress: '경과',
  states: { open: '진행 중', done: '완료', dropped: '중단' } as Record<NonNullable<NoteFields['state']>, string>,
  late: '기한 지남',
  carried: '지난 호에서 이월',
  written: '담당, 기한, 경과는 지난 호들의 화면에 적힌 내용입니다. 이 호의 화면에 적으면 다음 호에 실립니다.',
  toWrite: '담당과 기한은 이 호의 화면에 적으면 다음 호에 실립니다.',
};

const en: typeof ko = {
  finding: 'Finding',
  action: 'Action',
  effect: 'Expected effect',
  low: '95% low',
  high: '95% high',
  owner: 'Owner',
  due: 'Date',
  progress: 'So far',
  states: { open: 'open', done: 'done', dropped: 'dropped' },
  late: 'overdue',
  carried: 'carried over',
  written:
    'Owner, date and progress are as written on the pages of earlier issues; what is written on this one stands in the next.',
  toWrite: 'Owner and date can be written on the page of this issue; they stand in the next.',
};

/** Fixed words of the block. */
export function actionWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
