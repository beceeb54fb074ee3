import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type Run, type RunDetail } from './api.js';
import { applyChange, isActive, type RunChange } from './run-progress.js';

/** A run with its steps, followed live while it works. Undefined until the first answer. */
export function useRun(run: Run): RunDetail | undefined {
  const client = useQueryClient();
  const active = isActive(run.state);
  const { data } = useQuery({ queryKey: ['run', run.id], queryFn: () => api.run(run.id), enabled: active });
  const known = data !== undefined;
  useEffect(() => {
    if (!active || !known) return undefined;
    const stream = new EventSource(`/api/runs/${encodeURIComponent(run.id)}/events`);
    const apply = (message: MessageEvent<string>) => {
      const change = { event: message.type, data: JSON.parse(message.data) } as RunChange;
      client.setQueryData<RunDetail>(['run', run.id], (before) => before && applyChange(before, change));
    };
    stream.addEventListener('state', apply);
    stream.addEventListener('step', apply);
    stream.addEventListener('end', () => {
      stream.close();
      void client.invalidateQueries();
    });
    return () => stream.close();
  }, [client, run.id, active, known]);
  return data;
}
