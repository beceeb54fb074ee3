import './board.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { ResolvedBlock } from '../../../server/src/blocks/result.js';
import { api, RequestFailure, type Dashboard, type Project } from '../api.js';
import { formatDay } from '../format.js';
import { Loaded, Notice, Skeleton } from '../notice.js';
import { linkTo } from '../path.js';
import { useReader } from '../reader.js';
import { BoardBlock } from './board-block.js';
import { boardSettings } from './board-settings.js';

const EVERY = 30_000;

/** A dashboard on the current versions of its datasets, asked again while it is open. */
export default function DashboardPage({ name, project }: { name: string; project: Project }) {
  const { words, language } = useReader();
  const query = useQuery({
    queryKey: ['dashboard', name, language],
    queryFn: () => api.dashboard(name, language),
    refetchInterval: EVERY,
    placeholderData: (before) => before,
  });
  const code = query.error instanceof RequestFailure ? query.error.code : '';
  if (code === 'dashboard.not-found') return <Nothing title={words.noSuchPage}>{words.noSuchPageHelp}</Nothing>;
  if (code === 'dashboard.no-data') return <Nothing title={words.noData}>{words.noDataHelp}</Nothing>;
  return (
    <main className="board">
      <Loaded query={query} skeleton={<Skeleton lines={4} height={180} />}>
        {(board) => <Board board={board} project={project} />}
      </Loaded>
    </main>
  );
}

function Nothing({ title, children }: { title: string; children: string }) {
  const { words } = useReader();
  return (
    <main className="centre">
      <Notice title={title} action={<a {...linkTo('/')}>{words.back}</a>}>
        {children}
      </Notice>
    </main>
  );
}

function Board({ board, project }: { board: Dashboard; project: Project }) {
  const { words, language } = useReader();
  const settings = useMemo(() => boardSettings(board, project), [board, project]);
  const alone = useMemo(() => leftOver(board.blocks), [board.blocks]);
  useEffect(() => {
    document.title = `${board.title} · Decile`;
  }, [board.title]);
  return (
    <>
      <div className="board-head">
        <h2>{board.title}</h2>
        <p className="meta">{words.asOfDay(formatDay(board.as_of, language))}</p>
        {board.description && <p className="meta">{board.description}</p>}
      </div>
      <div className="blocks">
        {board.blocks.map((block) => (
          <BoardBlock key={block.id} block={block} settings={settings} isAlone={alone.has(block.id)} />
        ))}
      </div>
    </>
  );
}

/** Ids of charts that have no other chart beside them when charts in a row stand two by two. */
function leftOver(blocks: readonly ResolvedBlock[]): ReadonlySet<string> {
  const left = new Set<string>();
  let open: string | undefined;
  for (const { id, kind } of blocks) {
    if (kind === 'chart') open = open === undefined ? id : undefined;
    else if (open !== undefined) {
      left.add(open);
      open = undefined;
    }
  }
  return open === undefined ? left : left.add(open);
}
