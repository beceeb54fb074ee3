import { Fragment } from 'react';
import type { ResolvedTable } from '../../../server/src/blocks/result.js';
import type { CellView, TablePart } from '../../../server/src/reports/html/table-part.js';
import { tableView } from '../../../server/src/reports/html/table-view.js';
import type { ViewSettings } from '../../../server/src/reports/html/view-settings.js';

/** A table as in the report; wide ones scroll in their frame, long ones below their head. */
export function BoardTable({ block, settings }: { block: ResolvedTable; settings: ViewSettings }) {
  return tableView(block, settings).parts.map((part, index) => (
    <div key={index} className="table-frame" tabIndex={0} role="region" aria-label={block.title}>
      <Part part={part} />
    </div>
  ));
}

function Part({ part }: { part: TablePart }) {
  return (
    <table>
      <thead>
        <tr>
          {part.columns.map(({ title, unit, number, least }, index) => (
            <th
              key={index}
              scope="col"
              className={number ? 'number' : ''}
              style={least === null ? {} : { minWidth: `${least}em` }}
            >
              {title}
              {unit && <span className="unit"> ({unit})</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {part.rows.map(({ cells, strong }, row) => (
          <tr key={row} className={strong ? 'strong' : ''}>
            <Cells cells={cells} />
          </tr>
        ))}
      </tbody>
      {part.totals && (
        <tfoot>
          <tr>
            <Cells cells={part.totals} />
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Cells({ cells }: { cells: CellView[] }) {
  return cells.map((cell, index) => {
    const names = [
      cell.number && 'number',
      cell.long && 'long',
      cell.whole && 'whole',
      cell.bar && 'barred',
      cell.tone,
    ];
    const className = names.filter(Boolean).join(' ');
    return cell.head ? (
      <th key={index} scope="row" className={className}>
        <Content cell={cell} />
      </th>
    ) : (
      <td key={index} className={className}>
        <Content cell={cell} />
      </td>
    );
  });
}

function Content({ cell: { text, bar, chips, picture } }: { cell: CellView }) {
  if (chips) {
    return chips.map((chip, index) => (
      <Fragment key={index}>
        {index > 0 && <span className="meta"> &amp; </span>}
        <span className="chip">{chip}</span>
      </Fragment>
    ));
  }
  // Drawn by intervalPictures from numbers alone.
  if (picture !== null) return <span dangerouslySetInnerHTML={{ __html: picture }} />;
  if (!bar) return text;
  return (
    <>
      <span className="cell-bar" style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />
      <span className="cell-text">{text}</span>
    </>
  );
}
