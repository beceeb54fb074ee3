export type Language = 'ko' | 'en';

/** A text that a reader sees: one string for both languages, or one for each. */
export type LocalText = string | { ko: string; en: string };

export function localize(text: LocalText, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}
