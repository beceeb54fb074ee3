import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { api, RequestFailure, type Project } from './api.js';
import { formatTime } from './format.js';
import { HomePage } from './home-page.js';
import { IssuePage } from './issue-page.js';
import { Notice, SignInHelp, Skeleton } from './notice.js';
import { linkTo, usePath } from './path.js';
import { useReader } from './reader.js';

// Charts are most of the program, and half of the pages have none.
const DashboardPage = lazy(() => import('./board/dashboard-page.js'));

/** The application: head, notes about its own state, and the page of the path. */
export function App() {
  const { words, text, language, switchLanguage } = useReader();
  const path = usePath();
  const project = useQuery({ queryKey: ['project'], queryFn: api.project });
  const title = project.data ? text(project.data.title) : '';
  const color = project.data?.brand?.color;
  useEffect(() => {
    // An issue or a dashboard names the page itself.
    if (path === '/') document.title = title ? `${title} · Decile` : 'Decile';
    if (color) document.documentElement.style.setProperty('--brand-given', color);
  }, [title, color, path]);

  const stranger = project.error instanceof RequestFailure && project.error.status === 401;
  return (
    <>
      <header>
        <a className="home-link" {...linkTo('/')}>
          <img src="/favicon.svg" alt="" width="24" height="24" />
          <h1>{title || 'Decile'}</h1>
        </a>
        <nav>
          <button type="button" className="quiet" lang={language === 'ko' ? 'en' : 'ko'} onClick={switchLanguage}>
            {words.switchTo}
          </button>
          {project.data && !stranger && <SignOut />}
        </nav>
      </header>
      {stranger ? (
        <SignInHelp />
      ) : (
        <>
          {project.isRefetchError && project.data && (
            <p className="banner" role="status">
              {words.stale(formatTime(new Date(project.dataUpdatedAt).toISOString(), project.data.time_zone, language))}
            </p>
          )}
          {project.data !== undefined && project.data.mistakes > 0 && (
            <p className="banner">{words.mistakes(project.data.mistakes)}</p>
          )}
          <Page path={path} project={project.data} />
        </>
      )}
    </>
  );
}

function Page({ path, project }: { path: string; project: Project | undefined }) {
  const [, kind, name] = /^\/(issues|dashboards)\/([^/]+)$/.exec(path) ?? [];
  if (kind === 'issues' && name) return <IssuePage id={decodeURIComponent(name)} />;
  if (kind === 'dashboards' && name) {
    const loading = (
      <main className="board">
        <Skeleton lines={4} height={180} />
      </main>
    );
    return (
      <Suspense fallback={loading}>
        {project ? <DashboardPage name={decodeURIComponent(name)} project={project} /> : loading}
      </Suspense>
    );
  }
  return path === '/' ? <HomePage /> : <NoSuchPage />;
}

/** Ends the session here; the page then shows what a stranger sees. */
function SignOut() {
  const { words } = useReader();
  const client = useQueryClient();
  const signOut = useMutation({ mutationFn: api.signOut, onSuccess: () => client.resetQueries() });
  return (
    <button type="button" className="quiet" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
      {words.signOut}
    </button>
  );
}

function NoSuchPage() {
  const { words } = useReader();
  return (
    <main className="centre">
      <Notice title={words.noSuchPage} action={<a {...linkTo('/')}>{words.back}</a>}>
        {words.noSuchPageHelp}
      </Notice>
    </main>
  );
}
