import type { Project } from '../content/project.js';
import type { ScheduleSpec } from '../content/spec/schedule.js';

/** Zone whose clock a schedule goes by: its own, or the project's. */
export function scheduleZone(schedule: ScheduleSpec, project: Project): string {
  return schedule.time_zone ?? project.spec.time_zone;
}
