import type { Issue } from './api.js';
import { formatDay, formatTime } from './format.js';
import { linkTo } from './path.js';
import { useReader } from './reader.js';

/** Links to the files of an issue, named as people call them. */
export function FileLinks({ issue }: { issue: Issue }) {
  const { words } = useReader();
  const names = { pdf: 'PDF', xlsx: words.excel, json: 'JSON' };
  return (['pdf', 'xlsx', 'json'] as const).map((format) => {
    const file = issue.files.find((candidate) => candidate.format === format);
    return (
      file && (
        <a key={format} href={file.url} download={file.name} title={file.name}>
          {names[format]}
        </a>
      )
    );
  });
}

/** An issue: title, day, language, when it was made, and its files. */
export function IssueRow({ issue, timeZone }: { issue: Issue; timeZone: string }) {
  const { words, language } = useReader();
  const link = linkTo(`/issues/${issue.id}`);
  return (
    <li className="issue">
      <div>
        <a className="title" lang={issue.language} {...link}>
          {issue.title}
        </a>
        <p className="meta">
          {words.asOfDay(formatDay(issue.as_of, language))} · {words.languages[issue.language]} ·{' '}
          {words.madeAt(formatTime(issue.created_at, timeZone, language))}
        </p>
      </div>
      <div className="buttons">
        <a className="strong" {...link}>
          {words.open}
        </a>
        <FileLinks issue={issue} />
      </div>
    </li>
  );
}
