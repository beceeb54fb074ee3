import type { Language } from '../common/local-text.js';
import type { Scale } from '../content/spec/common.js';

/** A round unit: how many it is, the word behind a number, the word in the head of a column. */
export interface ScaleStep {
  size: number;
  short: string;
  head: string;
}

const step = (size: number, short: string, head = short): ScaleStep => ({ size, short, head });
const K = step(1e3, 'K', 'thousand');
const M = step(1e6, 'M', 'million');
const B = step(1e9, 'B', 'billion');
const MAN = step(1e4, '만');
const EOK = step(1e8, '억');

const STEPS: Record<Language, Record<Exclude<Scale, 'auto'>, ScaleStep>> = {
  ko: { man: MAN, eok: EOK, thousand: step(1e3, '천'), million: step(1e6, '백만'), billion: step(1e9, '십억') },
  // English counts in thousands, so the Korean units take the nearest of its own below them.
  en: { man: K, eok: M, thousand: K, million: M, billion: B },
};

const BY_SIZE: Record<Language, ScaleStep[]> = {
  ko: [step(1e12, '조'), EOK, MAN],
  en: [step(1e12, 'T', 'trillion'), B, M, K],
};

/** The unit that a scale names in a language; undefined for `auto`, which goes by the value. */
export function fixedStep(scale: Scale, language: Language): ScaleStep | undefined {
  return scale === 'auto' ? undefined : STEPS[language][scale];
}

/** The greatest unit that a value reaches, also by rounding in the unit below: 99,999,999 is 1.0억, not 10,000.0만. */
export function stepBySize(value: number, digits: number, language: Language): ScaleStep | undefined {
  return BY_SIZE[language].find(({ size }, index, steps) => {
    const below = steps[index + 1]?.size ?? 1;
    return Number((Math.abs(value) / below).toFixed(digits)) * below >= size;
  });
}
