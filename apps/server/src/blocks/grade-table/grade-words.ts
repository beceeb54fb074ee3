import type { Language } from '../../common/local-text.js';

const ko = {
  columns: {
    grade: '등급',
    subjects: '고객 수',
    responders: '반응 고객',
    response_rate: '반응률',
    lift: '향상도(Lift)',
    cumulative_gain: '누적 반응 비중',
    cumulative_sales: '누적 매출 비중',
    profit: '이익',
    cumulative_profit: '누적 이익',
    roi: 'ROI',
    mark: '권장 기준',
  },
  noTies: '등급 경계에서 점수가 같은 고객은 없습니다.',
  ties: (borders: number, n: number): string =>
    `등급 경계 ${borders}곳에서 점수가 같은 고객 ${n.toLocaleString('ko')}명은 비례 배분했습니다. 무작위로 나누었을 때의 평균과 같습니다.`,
  ungraded: (n: number): string => `점수나 반응 값이 없는 ${n.toLocaleString('ko')}명은 제외했습니다.`,
};

const en: typeof ko = {
  columns: {
    grade: 'Grade',
    subjects: 'Customers',
    responders: 'Responders',
    response_rate: 'Response rate',
    lift: 'Lift',
    cumulative_gain: 'Cumulative gain',
    cumulative_sales: 'Cumulative share of sales',
    profit: 'Profit',
    cumulative_profit: 'Cumulative profit',
    roi: 'ROI',
    mark: 'Cut-off',
  },
  noTies: 'No customers share a score at the border of two grades.',
  ties: (borders, n) =>
    `At ${borders} ${borders === 1 ? 'border' : 'borders'} between grades ${n.toLocaleString('en')} customers share a score; they were shared out in proportion, the average of a random split.`,
  ungraded: (n) => `${n.toLocaleString('en')} customers without a score or a response were left out.`,
};

export function gradeWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
