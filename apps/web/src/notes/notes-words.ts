import type { Language, NoteFields } from '../api.js';

type State = NonNullable<NoteFields['state']>;
type Opinion = NonNullable<NoteFields['opinion']>;

const ko = {
  open: '담당·의견 적기',
  close: '닫기',
  title: '담당·의견 적기',
  help: '여기에 적은 내용은 이 보고서를 바꾸지 않고, 다음 호에 이름·날짜와 함께 실립니다.',
  author: '적는 사람',
  authorHelp: '이름은 이 브라우저에 기억됩니다.',
  owner: '담당',
  due: '기한',
  state: '상태',
  states: { open: '진행 중', done: '완료', dropped: '중단' } as Record<State, string>,
  progress: '경과',
  opinion: '이 내용에 동의하십니까?',
  opinions: { agree: '동의', disagree: '반대', unsure: '모름' } as Record<Opinion, string>,
  comment: '의견',
  save: '저장',
  saving: '저장하는 중',
  saved: '저장되었습니다',
  unsaved: '저장하지 않은 내용이 있습니다',
  history: (n: number) => `적힌 내용 ${n}건`,
  cleared: '지움',
  onIssue: (day: string) => `${day} 호`,
};

const en: typeof ko = {
  open: 'Write notes',
  close: 'Close',
  title: 'Notes for the next issue',
  help: 'What you write here leaves this report as it is. The next issue shows it with name and date.',
  author: 'Your name',
  authorHelp: 'This browser remembers it.',
  owner: 'Owner',
  due: 'Date',
  state: 'State',
  states: { open: 'open', done: 'done', dropped: 'dropped' },
  progress: 'Progress',
  opinion: 'Do you agree?',
  opinions: { agree: 'Agree', disagree: 'Disagree', unsure: 'Unsure' },
  comment: 'Comment',
  save: 'Save',
  saving: 'Saving',
  saved: 'Saved',
  unsaved: 'Not saved yet',
  history: (n) => (n === 1 ? '1 note' : `${n} notes`),
  cleared: 'cleared',
  onIssue: (day) => `issue of ${day}`,
};

/** Words of the notes, in the reader's language. */
export const NOTES_WORDS: Record<Language, typeof ko> = { ko, en };
export type NotesWords = typeof ko;
