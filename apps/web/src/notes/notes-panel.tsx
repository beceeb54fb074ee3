import './notes.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, type Issue, type NotedRow, type NotedTable } from '../api.js';
import { useReader } from '../reader.js';
import { ActionForm } from './action-form.js';
import { NoteHistory } from './note-history.js';
import { NOTES_WORDS } from './notes-words.js';
import { ReviewForm } from './review-form.js';

const AUTHOR = 'decile.author';

interface PanelProps {
  issue: Issue;
  tables: NotedTable[];
  /** A panel that is closed keeps what was typed. */
  open: boolean;
  onClose: () => void;
}

/** What people write beside an issue: a form for each row of its tables, with what was written before. */
export function NotesPanel({ issue, tables, open, onClose }: PanelProps) {
  const { language } = useReader();
  const words = NOTES_WORDS[language];
  const [author, setAuthor] = useState(() => localStorage.getItem(AUTHOR) ?? '');
  const name = useRef<HTMLInputElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (open) head.current?.focus();
  }, [open]);
  const authorOf = (): string | null => {
    if (!name.current?.reportValidity()) return null;
    localStorage.setItem(AUTHOR, author.trim());
    return author.trim();
  };
  return (
    <aside id="notes" className="notes" hidden={!open} aria-labelledby="notes-title">
      <div className="notes-head">
        <h2 id="notes-title" ref={head} tabIndex={-1}>
          {words.title}
        </h2>
        <button type="button" className="quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <p className="meta">{words.help}</p>
      <label>
        <span>{words.author}</span>
        <input
          ref={name}
          required
          maxLength={60}
          pattern=".*\S.*"
          autoComplete="name"
          value={author}
          onChange={(event) => setAuthor(event.target.value)}
        />
        <small>{words.authorHelp}</small>
      </label>
      {tables.map((table) => (
        <section key={table.block} aria-label={table.title}>
          <h3 lang={issue.language}>{table.title}</h3>
          {table.rows.map((row) => (
            <Row key={row.item} issue={issue} table={table} row={row} author={author} authorOf={authorOf} />
          ))}
        </section>
      ))}
    </aside>
  );
}

interface RowProps {
  issue: Issue;
  table: NotedTable;
  row: NotedRow;
  author: string;
  authorOf: () => string | null;
}

/** What the row says, as the report says it, and the form for it. */
function Row({ issue, table, row, author, authorOf }: RowProps) {
  const project = useQuery({ queryKey: ['project'], queryFn: api.project });
  const [first, ...others] = row.texts;
  const place = { issue: issue.id, table, row, authorOf };
  return (
    <article className="card note">
      <div lang={issue.language}>
        <p className="about">{first?.text ?? row.item}</p>
        {others.map(({ title, text }) => (
          <p key={title} className="meta">
            {title}: {text}
          </p>
        ))}
      </div>
      {table.kind === 'action' ? <ActionForm {...place} /> : <ReviewForm {...place} author={author} />}
      <NoteHistory notes={row.notes} asOf={issue.as_of} timeZone={project.data?.time_zone ?? 'UTC'} />
    </article>
  );
}
