import type { Language } from '../../common/local-text.js';

export type RuleMeasure =
  | 'support'
  | 'confidence'
  | 'lift'
  | 'leverage'
  | 'conviction'
  | 'zhang'
  | 'efficiency'
  | 'multiple'
  | 'low'
  | 'high'
  | 'p'
  | 'n';

const ko = {
  rule: '조건',
  mark: '구분',
  representative: '대표',
  columns: {
    support: '지지도',
    confidence: '신뢰도',
    lift: '향상도(Lift)',
    leverage: '레버리지',
    conviction: '확신도',
    zhang: '장(Zhang) 지표',
    efficiency: '영업이익효율',
    multiple: '전체 대비',
    p: 'p값',
    n: 'n',
  } as Record<Exclude<RuleMeasure, 'low' | 'high'>, string>,
  low: (of: string): string => `${of} 하한`,
  high: (of: string): string => `${of} 상한`,
};

const en: typeof ko = {
  rule: 'Conditions',
  mark: 'Role',
  representative: 'representative',
  columns: {
    support: 'Support',
    confidence: 'Confidence',
    lift: 'Lift',
    leverage: 'Leverage',
    conviction: 'Conviction',
    zhang: 'Zhang',
    efficiency: 'Profit efficiency',
    multiple: 'Against all',
    p: 'p',
    n: 'n',
  },
  low: (of) => `${of}, low`,
  high: (of) => `${of}, high`,
};

/** Fixed words of the rule table. */
export function ruleWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
