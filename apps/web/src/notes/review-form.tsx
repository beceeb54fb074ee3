import type { FormEvent } from 'react';
import type { NoteFields } from '../api.js';
import { useReader } from '../reader.js';
import { NOTES_WORDS } from './notes-words.js';
import { SaveLine } from './save-line.js';
import { useNote, type NotePlace } from './use-note.js';

const OPINIONS = ['agree', 'disagree', 'unsure'] as const;
type Review = Pick<NoteFields, 'opinion' | 'comment'>;

/** What the reader thinks of a row; what he thought of it before is filled in. */
export function ReviewForm(place: NotePlace & { author: string }) {
  const { language } = useReader();
  const words = NOTES_WORDS[language];
  const { draft, change, save, write } = useNote<Review>(place);
  const { row, table, author } = place;
  const mine = row.notes.find((note) => note.author === author.trim());
  const opinion = draft.opinion ?? mine?.opinion;
  const comment = draft.comment ?? mine?.comment ?? '';
  const isNew = opinion !== mine?.opinion || comment !== (mine?.comment ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (opinion !== undefined) save({ opinion, comment });
  };
  return (
    <form className="note-form" onSubmit={submit}>
      <fieldset className="wide">
        <legend>{words.opinion}</legend>
        {OPINIONS.map((each) => (
          <label key={each} className="choice">
            <input
              type="radio"
              required
              name={`${table.block}-${row.item}`}
              checked={opinion === each}
              onChange={() => change({ opinion: each })}
            />
            {words.opinions[each]}
          </label>
        ))}
      </fieldset>
      <label className="wide">
        <span>{words.comment}</span>
        <textarea
          rows={2}
          maxLength={500}
          value={comment}
          onChange={(event) => change({ comment: event.target.value })}
        />
      </label>
      <SaveLine write={write} ready={isNew} />
    </form>
  );
}
