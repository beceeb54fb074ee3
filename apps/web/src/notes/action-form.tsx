import type { FormEvent } from 'react';
import type { NotedAction } from '../api.js';
import { useReader } from '../reader.js';
import { NOTES_WORDS } from './notes-words.js';
import { SaveLine } from './save-line.js';
import { useNote, type NotePlace } from './use-note.js';

const STATES = ['open', 'done', 'dropped'] as const;
const BLANK: NotedAction = { owner: '', due: null, state: 'open', comment: '' };

/** Owner, date, state and progress of an action. */
export function ActionForm(place: NotePlace) {
  const { language } = useReader();
  const words = NOTES_WORDS[language];
  const { draft, change, save, write } = useNote<NotedAction>(place);
  const now = place.row.now ?? BLANK;
  const shown = { ...now, ...draft };
  const changed = Object.fromEntries(
    Object.entries(draft).filter(([key, value]) => value !== now[key as keyof NotedAction]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(changed);
  };
  return (
    <form className="note-form" onSubmit={submit}>
      <label>
        <span>{words.owner}</span>
        <input maxLength={60} value={shown.owner} onChange={(event) => change({ owner: event.target.value })} />
      </label>
      <label>
        <span>{words.due}</span>
        <input type="date" value={shown.due ?? ''} onChange={(event) => change({ due: event.target.value || null })} />
      </label>
      <label>
        <span>{words.state}</span>
        <select value={shown.state} onChange={(event) => change({ state: event.target.value as NotedAction['state'] })}>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {words.states[state]}
            </option>
          ))}
        </select>
      </label>
      <label className="wide">
        <span>{words.progress}</span>
        <textarea
          rows={2}
          maxLength={500}
          value={shown.comment}
          onChange={(event) => change({ comment: event.target.value })}
        />
      </label>
      <SaveLine write={write} ready={Object.keys(changed).length > 0} />
    </form>
  );
}
