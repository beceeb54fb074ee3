import { withParticle } from '../../common/korean-particle.js';
import { localize, type Language, type LocalText } from '../../common/local-text.js';
import type { Interval } from '../statistics/estimate.js';
import type { EffectShape, ShapeKind } from './effect-shape.js';
import type { CurvePoint } from './partial-dependence.js';

export interface Effect {
  /** Name of the column, and of what the model predicts. */
  column: LocalText;
  outcome: LocalText;
  shape: EffectShape;
  /** Interval of the column's importance; one that does not lie above zero, or none, makes the effect a weak one. */
  interval: Interval | null;
  /** Figures as the reader sees them; three significant digits when left out. */
  formatColumn?: (value: number, language: Language) => string;
  formatOutcome?: (value: number, language: Language) => string;
  /** Size of a change of the outcome, without its sign: percentage points where the outcome is a share. As the outcome when left out. */
  formatChange?: (size: number, language: Language) => string;
}

/** What a sentence is made of, in one language. */
interface Figures {
  column: string;
  outcome: string;
  first: PointText;
  last: PointText;
  lowest: PointText;
  highest: PointText;
  /** Values of the column between which a broad top or floor lies, and of the outcome there; null for a narrow one. */
  plateau: Record<'from' | 'to' | 'low' | 'high', string> | null;
  /** Value of the column that a step lies above. */
  above: string;
  change: string;
}
interface PointText {
  at: string;
  value: string;
}
type Sentences = Record<ShapeKind, (figures: Figures) => string> & { weak: (figures: Figures, seen: string) => string };

const ends = ({ first, last, change }: Figures): string =>
  `${first.value} at ${first.at}, ${last.value} at ${last.at}: ${change}`;

const placeOf = ({ plateau }: Figures, turn: PointText): string =>
  plateau ? `${plateau.from} to ${plateau.to}` : turn.at;
const sizeOf = ({ plateau }: Figures, turn: PointText): string =>
  plateau && plateau.low !== plateau.high ? `${plateau.low} to ${plateau.high}` : turn.value;

const en: Sentences = {
  flat: (f) => `Whatever ${f.column} is, ${f.outcome} is much the same.`,
  rising: (f) => `The higher ${f.column}, the higher ${f.outcome} (${ends(f)}).`,
  falling: (f) => `The higher ${f.column}, the lower ${f.outcome} (${ends(f)}).`,
  step_up: (f) => `Where ${f.column} is above ${f.above}, ${f.outcome} is higher (${ends(f)}).`,
  step_down: (f) => `Where ${f.column} is above ${f.above}, ${f.outcome} is lower (${ends(f)}).`,
  valley: (f) =>
    `Where ${f.column} is about ${placeOf(f, f.lowest)}, ${f.outcome} is lowest (${sizeOf(f, f.lowest)}); to both sides it is higher (up to ${f.highest.value}).`,
  hill: (f) =>
    `Where ${f.column} is about ${placeOf(f, f.highest)}, ${f.outcome} is highest (${sizeOf(f, f.highest)}); to both sides it is lower (down to ${f.lowest.value}).`,
  mixed: (f) =>
    `With ${f.column}, ${f.outcome} varies (${f.lowest.value} to ${f.highest.value}), but not in one direction.`,
  levels: (f) =>
    `Where ${f.column} is ${f.highest.at}, ${f.outcome} is highest (${f.highest.value}); where it is ${f.lowest.at}, it is lowest (${f.lowest.value}).`,
  weak: (f, seen) => `No reliable link between ${f.column} and ${f.outcome}. What was seen may be chance: ${seen}`,
};

const endsKo = ({ first, last, change }: Figures): string =>
  `${first.at}에서 ${first.value}, ${last.at}에서 ${last.value}, 차이 ${change}`;

const placeOfKo = ({ plateau }: Figures, turn: PointText): string =>
  plateau ? `약 ${plateau.from}~${plateau.to}` : `${turn.at} 근처`;
const sizeOfKo = ({ plateau }: Figures, turn: PointText): string =>
  plateau && plateau.low !== plateau.high ? `${plateau.low}~${plateau.high}` : turn.value;

const ko: Sentences = {
  flat: (f) => `${withParticle(f.column, '이')} 달라져도 ${withParticle(f.outcome, '은')} 거의 같습니다.`,
  rising: (f) => `${withParticle(f.column, '이')} 높을수록 ${withParticle(f.outcome, '이')} 높습니다(${endsKo(f)}).`,
  falling: (f) => `${withParticle(f.column, '이')} 높을수록 ${withParticle(f.outcome, '이')} 낮습니다(${endsKo(f)}).`,
  step_up: (f) =>
    `${withParticle(f.column, '이')} ${f.above}보다 높으면 ${withParticle(f.outcome, '이')} 높아집니다(${endsKo(f)}).`,
  step_down: (f) =>
    `${withParticle(f.column, '이')} ${f.above}보다 높으면 ${withParticle(f.outcome, '이')} 낮아집니다(${endsKo(f)}).`,
  valley: (f) =>
    `${withParticle(f.outcome, '은')} ${withParticle(f.column, '이')} ${placeOfKo(f, f.lowest)}일 때 가장 낮고(${sizeOfKo(f, f.lowest)}), 양쪽으로 멀어질수록 높아집니다(최고 ${f.highest.value}).`,
  hill: (f) =>
    `${withParticle(f.outcome, '은')} ${withParticle(f.column, '이')} ${placeOfKo(f, f.highest)}일 때 가장 높고(${sizeOfKo(f, f.highest)}), 양쪽으로 멀어질수록 낮아집니다(최저 ${f.lowest.value}).`,
  mixed: (f) =>
    `${withParticle(f.outcome, '은')} ${f.column}에 따라 달라지지만(${f.lowest.value}~${f.highest.value}) 한 방향은 아닙니다.`,
  levels: (f) =>
    `${withParticle(f.outcome, '은')} ${withParticle(f.column, '이')} ${f.highest.at}일 때 가장 높고(${f.highest.value}), ${f.lowest.at}일 때 가장 낮습니다(${f.lowest.value}).`,
  weak: (f, seen) =>
    `${withParticle(f.column, '과')} ${f.outcome} 사이에 믿을 만한 관계가 없습니다. 우연일 수 있는 모습: ${seen}`,
};

/** One sentence on what a column does to the prediction, in both languages; a weak effect is called one. The model's view, not a cause. */
export function describeEffect(effect: Effect): Record<Language, string> {
  return { ko: describeIn(effect, 'ko', ko), en: describeIn(effect, 'en', en) };
}

/** Whether a column does not count: its importance is not reliably above zero. One below zero is noise that the model learned, not a link. */
export function isWeak(interval: Interval | null): boolean {
  return interval === null || interval.low <= 0;
}

function describeIn(effect: Effect, language: Language, sentences: Sentences): string {
  const figures = figuresOf(effect, language);
  const { kind } = effect.shape;
  const seen = sentences[kind](figures);
  return kind !== 'flat' && isWeak(effect.interval) ? sentences.weak(figures, seen) : seen;
}

function figuresOf(effect: Effect, language: Language): Figures {
  const { shape, formatColumn = threeDigits, formatOutcome = threeDigits, formatChange = formatOutcome } = effect;
  const point = ({ at, value }: CurvePoint): PointText => ({
    at: typeof at === 'string' ? at : formatColumn(at, language),
    value: formatOutcome(value, language),
  });
  const change = shape.last.value - shape.first.value;
  return {
    column: localize(effect.column, language),
    outcome: localize(effect.outcome, language),
    first: point(shape.first),
    last: point(shape.last),
    lowest: point(shape.lowest),
    highest: point(shape.highest),
    plateau: shape.plateau && {
      from: point(shape.plateau.from).at,
      to: point(shape.plateau.to).at,
      low: formatOutcome(shape.plateau.low, language),
      high: formatOutcome(shape.plateau.high, language),
    },
    above: shape.before ? point(shape.before).at : '',
    change: `${change < 0 ? '−' : '+'}${formatChange(Math.abs(change), language)}`,
  };
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
