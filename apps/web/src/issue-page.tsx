import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, RequestFailure, type Issue } from './api.js';
import { formatDay } from './format.js';
import { FileLinks } from './issue-row.js';
import { NotesPanel } from './notes/notes-panel.js';
import { NOTES_WORDS } from './notes/notes-words.js';
import { Loaded, Notice, Skeleton } from './notice.js';
import { linkTo } from './path.js';
import { useReader } from './reader.js';

/** Notes of others come in while the page is open. */
const EVERY = 15_000;

/** One issue, read in place. */
export function IssuePage({ id }: { id: string }) {
  const { words } = useReader();
  const query = useQuery({ queryKey: ['issue', id], queryFn: () => api.issue(id), staleTime: Infinity });
  const gone = query.error instanceof RequestFailure && query.error.status === 404;
  return (
    <div className="reading">
      {gone ? (
        <main className="centre">
          <Notice title={words.gone} action={<a {...linkTo('/')}>{words.back}</a>}>
            {words.goneHelp}
          </Notice>
        </main>
      ) : (
        <Loaded query={query} skeleton={<Skeleton lines={1} height={480} />}>
          {(issue) => <Reading key={issue.id} issue={issue} />}
        </Loaded>
      )}
    </div>
  );
}

/** The report is somebody's template: its frame has no scripts and no access to this page. */
function Reading({ issue }: { issue: Issue }) {
  const { words, language } = useReader();
  useEffect(() => {
    document.title = `${issue.title} (${issue.as_of}) · Decile`;
  }, [issue]);
  const notes = useQuery({ queryKey: ['notes', issue.id], queryFn: () => api.notes(issue.id), refetchInterval: EVERY });
  const tables = notes.data ?? [];
  const noted = tables.some(({ rows }) => rows.length > 0);
  const [writing, setWriting] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setWriting(false);
    opener.current?.focus();
  };
  const readable = issue.files.some(({ format }) => format === 'html');
  return (
    <>
      <div className="bar">
        <a {...linkTo('/')}>← {words.back}</a>
        <div className="what">
          <strong lang={issue.language}>{issue.title}</strong>
          <span className="meta">{words.asOfDay(formatDay(issue.as_of, language))}</span>
        </div>
        <div className="buttons">
          {noted && (
            <button
              type="button"
              ref={opener}
              aria-expanded={writing}
              aria-controls="notes"
              onClick={() => setWriting(!writing)}
            >
              {NOTES_WORDS[language].open}
            </button>
          )}
          <FileLinks issue={issue} />
        </div>
      </div>
      <div className="reading-body">
        {readable ? (
          <iframe src={`/api/issues/${encodeURIComponent(issue.id)}/html`} sandbox="" title={issue.title} />
        ) : (
          <main className="centre">
            <Notice title={words.noPage}>{words.noPageHelp}</Notice>
          </main>
        )}
        {noted && <NotesPanel issue={issue} tables={tables} open={writing} onClose={close} />}
      </div>
    </>
  );
}
