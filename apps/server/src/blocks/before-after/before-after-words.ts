import type { Language } from '../../common/local-text.js';
import type { BeforeAfterSpec } from '../../content/spec/before-after.js';
import type { Method } from './compare-groups.js';
import type { Judgement } from './judge.js';

type Reading = BeforeAfterSpec['reading'];

const ko = {
  groups: {
    time: ['이전', '이후'],
    control: ['대조군', '적용군'],
    comparison: ['기준', '대상'],
  } as Record<Reading, [string, string]>,
  did: ['적용군 이전', '적용군 이후'] as [string, string],
  controlChange: '대조군 변화',
  measure: '지표',
  difference: '차이',
  netEffect: '순효과',
  low: '95% 구간 하한',
  high: '95% 구간 상한',
  p: 'p값',
  corrected: 'p값 (보정)',
  verdict: '판단',
  size: (group: string): string => `${group} n`,
  didSizes: ['적용군 n', '대조군 n'] as [string, string],
  better: '개선',
  worse: '악화',
  up: '높음',
  down: '낮음',
  none: '차이가 있다고 볼 수 없음',
  unknown: '판단할 수 없음',
  weak: '표본이 적어 약한 근거',
  methods: {
    newcombe: '비율의 차이는 Newcombe 구간과 z 검정',
    welch: '평균의 차이는 Welch t 검정',
    paired: '짝지은 차이는 대응 t 검정',
    did_share: '비율의 순효과는 이중차분과 z 검정',
    did_mean: '평균의 순효과는 이중차분과 t 검정',
  } as Record<Method, string>,
  method: (methods: string[]): string => `${methods.join(', ')}으로 구했습니다.`,
  holm: (tests: number): string =>
    `지표 ${tests}개를 함께 보았으므로 p값은 Holm 방법으로 보정했습니다. 구간은 보정하지 않았습니다.`,
  weakRule: (below: number): string => `한 집단이 ${below}건 미만이면 약한 근거로 봅니다.`,
  caution: {
    time: '같은 기간에 달라진 다른 일의 영향도 함께 담겨 있습니다.',
    control: '',
    comparison: '처음부터 다른 두 집단일 수 있어 차이의 원인까지 말해 주지는 않습니다.',
  } as Record<Reading, string>,
};

const en: typeof ko = {
  groups: { time: ['Before', 'After'], control: ['Control', 'Treated'], comparison: ['Base', 'Targeted'] },
  did: ['Treated before', 'Treated after'],
  controlChange: 'Change of control',
  measure: 'Measure',
  difference: 'Difference',
  netEffect: 'Net effect',
  low: '95% low',
  high: '95% high',
  p: 'p',
  corrected: 'p (corrected)',
  verdict: 'Reading',
  size: (group) => `n ${group.toLowerCase()}`,
  didSizes: ['n treated', 'n control'],
  better: 'better',
  worse: 'worse',
  up: 'higher',
  down: 'lower',
  none: 'no reliable difference',
  unknown: 'cannot be told',
  weak: 'weak: few cases',
  methods: {
    newcombe: "Newcombe's interval and a z test for shares",
    welch: "Welch's t test for means",
    paired: 'a paired t test',
    did_share: 'difference in differences with a z test for shares',
    did_mean: 'difference in differences with a t test for means',
  },
  method: (methods) => `Interval and p-value by ${methods.join(', ')}.`,
  holm: (tests) =>
    `${tests} measures were looked at together, so p is corrected by Holm's method; the intervals are not.`,
  weakRule: (below) => `With fewer than ${below} cases in a group a finding is called weak.`,
  caution: {
    time: 'Whatever else changed in the same time is part of the difference.',
    control: '',
    comparison: 'The groups may have differed from the start, so this does not say what caused the difference.',
  },
};

/** Fixed words of the block. */
export function beforeAfterWords(language: Language): typeof ko {
  return language === 'ko' ? ko : en;
}

/** The verdict with its arrow: "▲ better", "no reliable difference (weak: few cases)". */
export function verdictText({ finding, weak, tone }: Judgement, language: Language): string {
  const words = beforeAfterWords(language);
  if (finding === 'unknown') return words.unknown;
  const arrow = finding === 'up' ? '▲ ' : finding === 'down' ? '▼ ' : '';
  const word = tone === 'good' ? words.better : tone === 'bad' ? words.worse : words[finding];
  return `${arrow}${word}${weak ? ` (${words.weak})` : ''}`;
}
