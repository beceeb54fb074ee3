/** Particles by what the word before them ends with: a consonant or a vowel. */
const PAIRS = { 이: '가', 을: '를', 은: '는', 과: '와' } as const;

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;

/** A word with the particle that its last letter asks for: 매출이, 나이가. A word that does not end in Hangul gets both: Age이(가). */
export function withParticle(word: string, particle: keyof typeof PAIRS): string {
  const last = word.charCodeAt(word.length - 1);
  if (!(last >= FIRST_SYLLABLE && last <= LAST_SYLLABLE)) return `${word}${particle}(${PAIRS[particle]})`;
  return word + ((last - FIRST_SYLLABLE) % FINALS === 0 ? PAIRS[particle] : particle);
}
