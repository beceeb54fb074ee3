import type { Language } from '../../common/local-text.js';

/** Every word of the report that is not the content's own. Written for each language, not translated word by word. */
export interface Words {
  customer: string;
  period: string;
  asOf: string;
  resultId: string;
  contents: string;
  exhibit: string;
  source: string;
  version: string;
  unit: string;
  target: string;
  reached: string;
  missed: string;
  better: string;
  worse: string;
  total: string;
  noRows: string;
  failed: string;
  omitted: string;
  method: string;
  data: string;
  dataLead: string;
  dataset: string;
  rows: string;
  range: string;
  refused: string;
  provenance: string;
  provenanceLead: string;
  parameters: string;
  software: string;
  verify: string;
  glossary: string;
  until: (to: string) => string;
  times: string;
}

const ko: Words = {
  customer: '고객',
  period: '대상 기간',
  asOf: '기준일',
  resultId: '결과 번호',
  contents: '목차',
  exhibit: '도표',
  source: '출처',
  version: '버전',
  unit: '단위',
  target: '목표',
  reached: '달성',
  missed: '미달',
  better: '개선',
  worse: '악화',
  total: '합계',
  noRows: '이 기간에는 해당하는 자료가 없습니다.',
  failed: '이 부분은 만들지 못했습니다.',
  omitted: '이번 호에서 뺀 내용',
  method: '산출 방법',
  data: '자료 안내',
  dataLead: '이 보고서가 읽은 자료입니다. 형식이 맞지 않아 받지 않은 행은 따로 세었습니다.',
  dataset: '자료',
  rows: '행 수',
  range: '기간',
  refused: '받지 않은 행',
  provenance: '출처와 검증',
  provenanceLead:
    '이 문서의 모든 수치는 아래 결과 하나에서 나왔습니다. 같은 번호의 PDF, 엑셀, 웹 문서는 수치가 같습니다.',
  parameters: '조건',
  software: '소프트웨어',
  verify: '진본 여부와 수치를 다시 확인하려면 다음 명령을 실행하십시오.',
  glossary: '용어',
  until: (to) => `${to}까지`,
  times: '배',
};

const en: Words = {
  customer: 'Prepared for',
  period: 'Period',
  asOf: 'As of',
  resultId: 'Result',
  contents: 'Contents',
  exhibit: 'Exhibit',
  source: 'Source',
  version: 'version',
  unit: 'Unit',
  target: 'Target',
  reached: 'reached',
  missed: 'not reached',
  better: 'better',
  worse: 'worse',
  total: 'Total',
  noRows: 'There is no data for this period.',
  failed: 'This part could not be made.',
  omitted: 'Left out of this issue',
  method: 'How the figures were made',
  data: 'Data notes',
  dataLead: 'What this report read. Rows that did not fit their declared form were refused and are counted here.',
  dataset: 'Dataset',
  rows: 'Rows',
  range: 'Range',
  refused: 'Refused',
  provenance: 'Where the figures come from',
  provenanceLead:
    'Every figure in this document was drawn from one frozen result. The PDF, the workbook and the page with the same number hold the same figures.',
  parameters: 'Parameters',
  software: 'Software',
  verify: 'To check that this file is genuine and that its figures can be reproduced, run:',
  glossary: 'Glossary',
  until: (to) => `up to ${to}`,
  times: 'times',
};

export const WORDS: Record<Language, Words> = { ko, en };
