import type { ResolvedBlock } from '../blocks/result.js';
import type { Language } from '../common/local-text.js';

export interface ResolvedDashboard {
  title: string;
  blocks: ResolvedBlock[];
}

/** Stand-in for the dashboards feature until it is merged. */
export abstract class DashboardResolver {
  abstract resolve(name: string, language: Language, viewer: { id: string }): Promise<ResolvedDashboard>;
}
