import type { Language } from '../../common/local-text.js';
import type { Opinion } from '../notes/opinions.js';

const ko = {
  opinion: '동의 여부',
  comment: '의견',
  counts: { agree: '동의', disagree: '반대', unsure: '모름' } as Record<Opinion, string>,
  comments: '지금까지의 의견',
  written:
    '의견은 지난 호들의 화면에서 받은 것으로, 한 사람의 의견은 마지막 것만 셉니다. 이 호의 화면에 적으면 다음 호에 실립니다.',
  toWrite: '이 호의 화면에 의견을 적으면 다음 호에 실립니다.',
};

const en: typeof ko = {
  opinion: 'Agree?',
  comment: 'Comment',
  counts: { agree: 'Agree', disagree: 'Disagree', unsure: 'Unsure' },
  comments: 'Opinions so far',
  written:
    'Opinions were given on the pages of earlier issues, and of each person the last one counts; what is written on this one stands in the next.',
  toWrite: 'Opinions can be written on the page of this issue; they stand in the next.',
};

/** Fixed words of the block. */
export function reviewWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
