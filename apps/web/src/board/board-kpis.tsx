import type { ResolvedKpi } from '../../../server/src/blocks/result.js';
import { kpiView } from '../../../server/src/reports/html/kpi-view.js';
import type { ViewSettings } from '../../../server/src/reports/html/view-settings.js';

/** Tiles: value, change, target. */
export function BoardKpis({ block, settings }: { block: ResolvedKpi; settings: ViewSettings }) {
  return (
    <div className="tiles">
      {kpiView(block, settings).items.map(({ label, value, change, target, note }) => (
        <div key={label} className="card tile">
          <p className="meta">{label}</p>
          <p className="value">{value}</p>
          {change && (
            <p className="meta">
              <span className={change.tone}>
                {change.arrow} {change.text}
              </span>{' '}
              {change.label} {change.word && <span className={change.tone}>{change.word}</span>}
            </p>
          )}
          {target && (
            <p className="meta">
              {settings.words.target} {target.text} {target.word && <span className={target.tone}>{target.word}</span>}
            </p>
          )}
          {note && <p className="meta">{note}</p>}
        </div>
      ))}
    </div>
  );
}
