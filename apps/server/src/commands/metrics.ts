import { Command } from 'commander';
import { localize } from '../common/local-text.js';
import type { Project } from '../content/project.js';
import { describeMetric, describeMetrics, sampleSql, type MetricDescription } from '../metrics/describe-metrics.js';
import { openProject } from './open-project.js';

export function metricsCommand(_done: (code: number) => void): Command {
  return new Command('metrics')
    .description('the metrics of the project, or one of them with its SQL')
    .argument('[name]', '<dataset>.<metric>')
    .option('--json', 'one JSON object on stdout')
    .action(async (name: string | undefined, options: { json?: boolean }, command: Command) => {
      const { project } = await openProject(command);
      const found = name === undefined ? describeMetrics(project) : [withSql(describeMetric(project, name), project)];
      const text = name === undefined ? list(found) : details(found[0]!);
      process.stdout.write(options.json ? `${JSON.stringify({ metrics: found })}\n` : text);
    });
}

/** The SQL of the month before today's, by the machine's clock: it shows how the metric is computed, not a figure. */
function withSql(metric: MetricDescription, { datasets, spec }: Project): MetricDescription & { sql: string } {
  const asOf = new Date().toISOString().slice(0, 10);
  return { ...metric, sql: sampleSql(metric, { datasets, calendar: spec.calendar, asOf, language: spec.language }) };
}

function list(metrics: readonly MetricDescription[]): string {
  const width = Math.max(0, ...metrics.map(({ name }) => name.length));
  const lines = metrics.map((metric) => `${metric.name.padEnd(width)}  ${formula(metric)}\n`);
  return lines.length > 0 ? lines.join('') : 'no dataset defines metrics\n';
}

function details(metric: MetricDescription & { sql?: string }): string {
  const { name, title, description, table, date, direction, dimensions, sql } = metric;
  const facts = [
    ['title', localize(title, 'en')],
    ['description', description === null ? '' : localize(description, 'en')],
    ['computed', formula(metric)],
    ['table', table],
    ['date', date ?? ''],
    ['good is', direction],
    ['by', dimensions.join(', ')],
  ];
  const lines = facts.filter(([, value]) => value !== '').map(([key = '', value]) => `  ${key.padEnd(12)} ${value}\n`);
  return `${name}\n${lines.join('')}\n${sql}\n`;
}

function formula({ definition: { expression, ratio, derived, where } }: MetricDescription): string {
  const main = expression ?? derived ?? `${ratio?.numerator} / ${ratio?.denominator}`;
  return where === undefined ? main.trim() : `${main.trim()} where ${where.trim()}`;
}
