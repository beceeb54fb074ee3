import type { Language } from '../../common/local-text.js';
import type { Verdict } from './judge-hypothesis.js';

const ko = {
  statement: '가설',
  variables: '파생변수',
  verdict: '판단',
  effect: '효과',
  low: '95% 구간 하한',
  high: '95% 구간 상한',
  p: 'p값',
  verdicts: {
    supported: '뒷받침됨',
    contradicted: '반대로 나타남',
    none: '차이가 있다고 볼 수 없음',
    unknown: '판단할 수 없음',
  } as Record<Verdict, string>,
  rule: '95% 구간이 모두 예상한 쪽이면 뒷받침됨, 모두 반대쪽이면 반대로 나타남, 0을 포함하면 차이가 있다고 볼 수 없음으로 적습니다.',
  several: (n: number): string =>
    `가설 ${n}개를 하나씩 따로 보았습니다. 많이 볼수록 우연히 구간이 0을 벗어나는 가설이 섞일 수 있습니다.`,
};

const en: typeof ko = {
  statement: 'Hypothesis',
  variables: 'Derived variables',
  verdict: 'Reading',
  effect: 'Effect',
  low: '95% low',
  high: '95% high',
  p: 'p',
  verdicts: {
    supported: 'supported',
    contradicted: 'contradicted',
    none: 'no reliable difference',
    unknown: 'cannot be told',
  },
  rule: 'Supported: the 95% interval lies wholly on the expected side of zero. Contradicted: wholly on the other side. Where it covers zero there is no reliable difference.',
  several: (n) =>
    `The ${n} hypotheses were judged one by one. The more are looked at, the likelier an interval leaves zero out by chance.`,
};

/** Fixed words of the block. */
export function hypothesisWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}
