import { isTable, type ResolvedBlock } from '../../../server/src/blocks/result.js';
import { exhibitFacts } from '../../../server/src/reports/html/exhibit-facts.js';
import { sourceLine } from '../../../server/src/reports/html/source-line.js';
import { textParts } from '../../../server/src/reports/html/text-parts.js';
import type { ViewSettings } from '../../../server/src/reports/html/view-settings.js';
import { BoardChart } from './board-chart.js';
import { BoardKpis } from './board-kpis.js';
import { BoardTable } from './board-table.js';

interface BlockProps {
  block: ResolvedBlock;
  settings: ViewSettings;
}

/** One block of a dashboard; one that failed or is empty says so in its own place. */
export function BoardBlock({ block, settings, isAlone }: BlockProps & { isAlone: boolean }) {
  if (block.kind === 'page_break') return null;
  const isExhibit = block.kind === 'chart' || isTable(block);
  const facts = isExhibit ? exhibitFacts(block, settings) : null;
  return (
    <section className={`block${isExhibit ? ' card' : ''}${isAlone ? ' alone' : ''}`} data-block={block.id}>
      {block.title && <h3>{block.title}</h3>}
      {facts && <p className="meta">{facts}</p>}
      <Body block={block} settings={settings} />
      {block.note && <p className="meta note">{block.note}</p>}
      {isExhibit && <p className="meta">{sourceLine(block.reads, settings)}</p>}
    </section>
  );
}

function Body({ block, settings }: BlockProps) {
  if ('rows' in block && block.rows.length === 0) return <p className="message">{settings.words.noRows}</p>;
  if (isTable(block)) return <BoardTable block={block} settings={settings} />;
  switch (block.kind) {
    case 'kpi':
      return <BoardKpis block={block} settings={settings} />;
    case 'chart':
      return <BoardChart block={block} settings={settings} />;
    case 'text':
      return textParts(block.text).map(({ paragraph, items }, index) =>
        items ? (
          <ul key={index}>
            {items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ) : (
          <p key={index}>{paragraph}</p>
        ),
      );
    case 'code':
      return <pre>{block.code}</pre>;
    case 'image':
      return <img src={`data:${block.media};base64,${block.data}`} alt={block.alt} width={`${block.width * 100}%`} />;
    case 'error':
      return (
        <p className="error" role="alert">
          {settings.words.failed} {block.message}
        </p>
      );
    default:
      return null;
  }
}
