import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { Language, LocalText } from './api.js';
import { WORDS, type Words } from './words.js';

interface Reader {
  language: Language;
  words: Words;
  text(text: LocalText): string;
  switchLanguage(): void;
}

const ReaderContext = createContext<Reader | null>(null);
const KEY = 'decile.language';

/** The reader's language: what he chose here before, else what his browser asks for. */
function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'ko' || chosen === 'en') return chosen;
  return navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

export function ReaderProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(preferredLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const reader: Reader = {
    language,
    words: WORDS[language],
    text: (text) => (typeof text === 'string' ? text : text[language]),
    switchLanguage: () => {
      const next = language === 'ko' ? 'en' : 'ko';
      localStorage.setItem(KEY, next);
      setLanguage(next);
    },
  };
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new Error('useReader outside of ReaderProvider');
  return reader;
}
