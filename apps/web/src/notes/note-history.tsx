import type { WrittenNote } from '../api.js';
import { formatDay, formatTime } from '../format.js';
import { useReader } from '../reader.js';
import { NOTES_WORDS, type NotesWords } from './notes-words.js';

/** Who wrote what and when, the latest first. `asOf`: day of the issue that is read. */
export function NoteHistory({ notes, asOf, timeZone }: { notes: WrittenNote[]; asOf: string; timeZone: string }) {
  const { language } = useReader();
  const words = NOTES_WORDS[language];
  if (notes.length === 0) return null;
  return (
    <details className="note-history">
      <summary>{words.history(notes.length)}</summary>
      <ol>
        {notes.map((note) => (
          <li key={`${note.written_at} ${note.author}`}>
            <p className="meta">
              <strong>{note.author}</strong> · {formatTime(note.written_at, timeZone, language)}
              {note.as_of !== asOf && ` · ${words.onIssue(formatDay(note.as_of, language))}`}
            </p>
            <p className="said">{said(note, words)}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}

function said({ owner, due, state, opinion, comment }: WrittenNote, words: NotesWords): string {
  const parts = [
    owner === undefined ? '' : `${words.owner}: ${owner || words.cleared}`,
    due === undefined ? '' : `${words.due}: ${due ?? words.cleared}`,
    state === undefined ? '' : words.states[state],
    opinion === undefined ? '' : words.opinions[opinion],
  ].filter((part) => part !== '');
  return [parts.join(' · '), comment ?? ''].filter((line) => line !== '').join('\n');
}
