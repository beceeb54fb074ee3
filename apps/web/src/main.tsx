import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './style.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RequestFailure } from './api.js';
import { App } from './app.js';
import { ReaderProvider } from './reader.js';

/** A refusal stays one; only what the server or the line failed at is worth another try. */
function shouldRetry(failures: number, error: Error): boolean {
  const refused = error instanceof RequestFailure && error.status >= 400 && error.status < 500;
  return !refused && failures < 1;
}

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: shouldRetry, staleTime: 5_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ReaderProvider>
        <App />
      </ReaderProvider>
    </QueryClientProvider>
  </StrictMode>,
);
