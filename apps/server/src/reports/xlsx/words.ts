import type { Language } from '../../common/local-text.js';

const WORDS = {
  customer: { ko: '고객', en: 'Prepared for' },
  period: { ko: '대상 기간', en: 'Period' },
  as_of: { ko: '기준일', en: 'As of' },
  issuer: { ko: '발행', en: 'Issued by' },
  result: { ko: '결과 번호', en: 'Result id' },
  digest: { ko: '결과 해시', en: 'Result digest' },
  contents: { ko: '목차', en: 'Contents' },
  indicator: { ko: '지표', en: 'Indicator' },
  value: { ko: '값', en: 'Value' },
  change: { ko: '변화', en: 'Change' },
  against: { ko: '비교', en: 'Against' },
  target: { ko: '목표', en: 'Target' },
  reached: { ko: '달성', en: 'Reached' },
  yes: { ko: '예', en: 'yes' },
  no: { ko: '아니요', en: 'no' },
  note: { ko: '비고', en: 'Note' },
  total: { ko: '합계', en: 'Total' },
  exhibit: { ko: '도표', en: 'Exhibit' },
  source: { ko: '출처', en: 'Source' },
  notes: { ko: '자료와 출처', en: 'Data and provenance' },
  inputs: { ko: '자료 안내', en: 'Data notes' },
  dataset: { ko: '자료', en: 'Dataset' },
  table: { ko: '테이블', en: 'Table' },
  rows: { ko: '행 수', en: 'Rows' },
  refused: { ko: '받지 않은 행', en: 'Rows refused' },
  from: { ko: '시작', en: 'From' },
  to: { ko: '끝', en: 'To' },
  version: { ko: '버전', en: 'Version' },
  method: { ko: '산출 방법', en: 'How the figures were made' },
  glossary: { ko: '용어', en: 'Glossary' },
  omitted: { ko: '이번 호에서 뺀 내용', en: 'Sections left out' },
  provenance: { ko: '출처와 검증', en: 'Where the figures come from' },
  software: { ko: '소프트웨어', en: 'Software' },
  parameters: { ko: '조건', en: 'Parameters' },
  back: { ko: '목차로', en: 'Back to contents' },
  base: { ko: '받침(보이지 않음)', en: 'Base (invisible)' },
  up: { ko: '늘어난 몫', en: 'Increase' },
  down: { ko: '줄어든 몫', en: 'Decrease' },
  below_zero: { ko: '0 아래', en: 'below zero' },
  box: { ko: '상자 높이', en: 'Height of box' },
  whisker_up: { ko: '위 수염', en: 'Upper whisker' },
  whisker_down: { ko: '아래 수염', en: 'Lower whisker' },
  band: { ko: '구간', en: 'Band' },
  no_flow_chart: {
    ko: '엑셀에는 흐름 그림이 없어 표로 실었습니다. 그림은 PDF와 웹 보고서에 있습니다.',
    en: 'Excel has no flow chart, so the flows stand here as a table; the drawing is in the PDF and on the page.',
  },
  thin_lines: {
    ko: '한 건씩 그린 가는 선은 PDF와 웹 보고서에 있습니다.',
    en: 'The thin lines of single cases are in the PDF and on the page.',
  },
  no_rows: { ko: '해당하는 자료가 없습니다.', en: 'There are no rows for this.' },
} as const;

export type Word = keyof typeof WORDS;

/** A fixed word of the workbook in the report's language. */
export function word(key: Word, language: Language): string {
  return WORDS[key][language];
}
