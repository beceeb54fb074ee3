import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** What this process counts about itself, for Prometheus. What the catalogue knows (runs, due times) is asked of it at the scrape. */
export const registry = new Registry();

const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export const stepSeconds = new Histogram({
  name: 'decile_step_seconds',
  help: 'Time that steps of runs took here, by kind (refresh, resolve, render) and how the try ended',
  labelNames: ['kind', 'state'] as const,
  buckets: SECONDS,
  registers: [registry],
});

export const renderSeconds = new Histogram({
  name: 'decile_render_seconds',
  help: 'Time from a frozen result to the bytes of one file, by format',
  labelNames: ['format'] as const,
  buckets: SECONDS,
  registers: [registry],
});

export const refusedRows = new Counter({
  name: 'decile_refused_rows_total',
  help: 'Rows of source files that were refused, by dataset',
  labelNames: ['dataset'] as const,
  registers: [registry],
});

export const browserStarts = new Counter({
  name: 'decile_browser_starts_total',
  help: 'Browsers started to print; one is usual, more were replaced after a crash, a hang or many documents',
  registers: [registry],
});

export const duckdbQueries = new Counter({
  name: 'decile_duckdb_queries_total',
  help: 'Statements that DuckDB ran, by how they ended',
  labelNames: ['state'] as const,
  registers: [registry],
});

/** Adds what Node tells of the process (CPU, memory, event loop); once for each process. */
export function measureProcess(): void {
  if (registry.getSingleMetric('process_cpu_seconds_total') === undefined)
    collectDefaultMetrics({ register: registry });
}
