import type { Language } from '../../common/local-text.js';

const ko = {
  finding: '발견',
  action: '대책',
  effect: '기대 효과',
  low: '95% 구간 하한',
  high: '95% 구간 상한',
  owner: '담당',
  due: '기한',
};

const en: typeof ko = {
  finding: 'Finding',
  action: 'Action',
  effect: 'Expected effect',
  low: '95% low',
  high: '95% high',
  owner: 'Owner',
  due: 'Date',
};

/** Fixed words of the block. */
export function actionWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
