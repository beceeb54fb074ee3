import { documentColors } from '../../../server/src/blocks/charts/document-colors.js';
import { isColor, visibleOnWhite } from '../../../server/src/common/color.js';
import type { ViewSettings } from '../../../server/src/reports/html/view-settings.js';
import { WORDS } from '../../../server/src/reports/html/words.js';
import type { Dashboard, Project } from '../api.js';

const DEFAULT_COLOR = '#1f4e79';

/** What the blocks of a dashboard are drawn with: the words, formats and colours that a report of them has. */
export function boardSettings(board: Dashboard, project: Project): ViewSettings {
  const color = isColor(project.brand?.color) ? project.brand.color : DEFAULT_COLOR;
  const accent = project.brand?.accent;
  const section = { id: board.name, title: board.title, label: board.title, blocks: board.blocks };
  return {
    language: board.language,
    currency: project.currency,
    target: 'web',
    words: WORDS[board.language],
    color: visibleOnWhite(color),
    colors: documentColors({ sections: [section], brand: { name: '', color, ...(accent ? { accent } : {}) } }),
    inputs: Object.entries(board.versions).map(([dataset, version]) => ({ dataset, version, tables: [], refused: 0 })),
    width: 0,
  };
}
