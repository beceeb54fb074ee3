import { Failure } from '../notice.js';
import { useReader } from '../reader.js';
import { NOTES_WORDS } from './notes-words.js';

interface Write {
  isPending: boolean;
  isSuccess: boolean;
  error: Error | null;
}

/** The button, and what became of the last saving. */
export function SaveLine({ write, ready }: { write: Write; ready: boolean }) {
  const { language } = useReader();
  const words = NOTES_WORDS[language];
  return (
    <>
      <div className="save-line wide">
        <button type="submit" className="primary" disabled={!ready || write.isPending}>
          {write.isPending ? words.saving : words.save}
        </button>
        <span role="status" className={write.isSuccess ? 'state done' : 'state'}>
          {write.isSuccess ? words.saved : ready && !write.isPending ? words.unsaved : ''}
        </span>
      </div>
      {write.error && (
        <p className="error wide" role="alert">
          <Failure error={write.error} />
        </p>
      )}
    </>
  );
}
