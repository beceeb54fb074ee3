import { ExitCode } from '../../common/errors.js';
import type { Language } from '../../common/local-text.js';
import type { AuthenticReason, ReproducedReason, Verification } from './verify-file.js';

type Both = Record<Language, string>;

const AUTHENTIC: Record<AuthenticReason, Both> = {
  'signed-and-issued': {
    ko: '이 프로젝트가 서명해 발행했고 그 뒤 바뀌지 않았습니다',
    en: 'signed and issued by this project, not changed since',
  },
  'no-signature': { ko: '서명이 없습니다', en: 'it carries no signature' },
  'unknown-key': { ko: '이 프로젝트의 키로 한 서명이 아닙니다', en: 'it was not signed with a key of this project' },
  'changed-after-signing': { ko: '서명한 뒤 파일이 바뀌었습니다', en: 'the file was changed after it was signed' },
  'not-in-ledger': {
    ko: '서명은 맞지만 발행 기록에 없습니다',
    en: 'the signature holds, but the ledger does not know the file',
  },
  'unknown-format': { ko: 'PDF, XLSX, HTML, JSON 보고서가 아닙니다', en: 'not a PDF, XLSX, HTML or JSON report' },
};

const REPRODUCED: Record<ReproducedReason, Both> = {
  equal: {
    ko: '보관된 데이터로 다시 계산한 수치와 모두 같습니다',
    en: 'every figure equals the one resolved again from the kept data',
  },
  'figures-differ': { ko: '다시 계산한 수치와 다른 곳이 있습니다', en: 'figures differ from those resolved again' },
  'result-differs': {
    ko: '다시 계산한 결과가 발행 기록과 다릅니다',
    en: 'resolving again gave another result than the ledger holds',
  },
  'no-result-id': { ko: '파일에 결과 번호가 없습니다', en: 'the file names no result' },
  'unknown-result': { ko: '이 카탈로그에 없는 결과입니다', en: 'this catalogue does not know the result' },
  unreadable: { ko: '파일을 읽을 수 없습니다', en: 'the file can\u2019t be read' },
  'not-resolved': { ko: '다시 계산하지 못했습니다', en: 'the figures could not be resolved again' },
  'unknown-format': { ko: '비교할 수 없습니다', en: 'there is nothing to compare' },
};

const WORDS = {
  result: { ko: '결과', en: 'Result' },
  unknown: { ko: '알 수 없음', en: 'unknown' },
  as_of: { ko: '기준일', en: 'as of' },
  authentic: { ko: '진본', en: 'Authentic' },
  reproduced: { ko: '수치 재현', en: 'Figures reproduced' },
  yes: { ko: '예', en: 'yes' },
  no: { ko: '아니요', en: 'NO' },
  expected: { ko: '맞는 값', en: 'expected' },
  found: { ko: '파일의 값', en: 'found' },
  nothing: { ko: '없음', en: 'nothing' },
  more: { ko: '그 밖에', en: 'more' },
} as const;

const MOST_LISTED = 20;

/** Text for a terminal: which result, the two answers, then the blocks that differ (20 at most). Ends with a line break. */
export function renderVerification(verification: Verification, language: Language): string {
  const say = (word: keyof typeof WORDS) => WORDS[word][language];
  const answer = (ok: boolean, reason: Both, message?: string) =>
    `${ok ? say('yes') : say('no')} \u2013 ${reason[language]}${message === undefined ? '' : ` (${message})`}`;
  const { authentic, reproduced, report, resultId, asOf } = verification;
  const name = report === null ? say('unknown') : `${report}, ${say('as_of')} ${asOf}`;
  const listed = reproduced.differences.slice(0, MOST_LISTED).map((difference) => {
    const place = difference.place === undefined ? '' : ` [${difference.place}]`;
    const values = `${say('expected')} ${difference.expected ?? say('nothing')}, ${say('found')} ${difference.found ?? say('nothing')}`;
    return `  ${difference.block}${place}: ${values}`;
  });
  const hidden = reproduced.differences.length - listed.length;
  const lines = [
    `${say('result')}: ${name}${resultId === null ? '' : ` (${resultId.slice(0, 12)})`}`,
    `${say('authentic')}: ${answer(authentic.ok, AUTHENTIC[authentic.reason])}`,
    `${say('reproduced')}: ${answer(reproduced.ok, REPRODUCED[reproduced.reason], reproduced.message)}`,
    ...listed,
    ...(hidden > 0 ? [`  \u2026 ${say('more')} ${hidden}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Exit code of `decile verify`: 0 when both answers are yes, else 3. */
export function verificationExitCode(verification: Verification): number {
  return verification.ok ? ExitCode.ok : ExitCode.gate;
}
