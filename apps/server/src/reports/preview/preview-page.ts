import type { ErrorRecord } from '../../common/errors.js';
import type { Diagnostic } from '../../content/project.js';

const STYLE = `
body{margin:0;font:15px/1.5 Pretendard,system-ui,sans-serif;color:#1d232b;background:#fff}
#bar{position:fixed;inset:0 0 auto 0;height:2.25rem;display:flex;gap:.75rem;align-items:center;padding:0 1rem;background:#1d232b;color:#fff;font-size:.8125rem}
#bar b{font-weight:600}#state{margin-left:auto;opacity:.8}
iframe{position:fixed;top:2.25rem;left:0;width:100%;height:calc(100% - 2.25rem);border:0}
#gate{position:fixed;inset:auto 0 0 0;max-height:40%;overflow:auto;margin:0;padding:.75rem 1.25rem .75rem 2.25rem;background:#fdf1ea;color:#7a2d06;border-top:2px solid #b4430c;font-size:.8125rem}
#gate:empty{display:none}`;

/** Reloads the page inside on each event, and keeps the place that was read. */
const SCRIPT = `
const frame=document.querySelector('iframe'),state=document.getElementById('state'),gate=document.getElementById('gate');
const show=({ms,refusals})=>{state.textContent='drawn in '+ms+' ms';
gate.replaceChildren(...refusals.map(text=>Object.assign(document.createElement('li'),{textContent:text})));};
let first=true;
const events=new EventSource('/events');
events.addEventListener('drawn',({data})=>{show(JSON.parse(data));if(first){first=false;return}
const y=frame.contentWindow.scrollY;
frame.addEventListener('load',()=>frame.contentWindow.scrollTo(0,y),{once:true});frame.contentWindow.location.reload();});
events.onerror=()=>{state.textContent='the preview has stopped'};`;

/** The frame around the preview: name, time taken, what the gate would refuse. `nonce` lets its one script run. */
export function previewShell(title: string, nonce: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)} – preview</title>
<style>${STYLE}</style></head><body>
<div id="bar"><b>${escapeHtml(title)}</b><span>preview, not an issue; saved files show at once</span><span id="state">…</span></div>
<iframe src="/report" title="preview" sandbox="allow-same-origin"></iframe><ol id="gate"></ol>
<script nonce="${nonce}">${SCRIPT}</script></body></html>`;
}

const ERROR_STYLE = `
body{font:15px/1.55 Pretendard,system-ui,sans-serif;color:#1d232b;max-width:60rem;margin:3rem auto;padding:0 1.5rem}
h1{font-size:1.25rem}li{margin:0 0 1.25rem}ol{padding-left:1.25rem}.place{font-family:ui-monospace,monospace;font-size:.8125rem;color:#5b6570}
.hint{color:#5b6570;overflow-wrap:anywhere}.code{color:#5b6570;font-size:.8125rem}
pre{background:#f4f6f8;padding:.75rem 1rem;overflow:auto;font-size:.8125rem;line-height:1.5}mark{background:#fbdccb}`;

/** Mistakes of the content in place of the report. */
export function mistakesPage(diagnostics: readonly Diagnostic[]): string {
  const items = diagnostics.map(({ file, line, column, message, hint, code }) => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    return `<li><div class="place">${escapeHtml(place)}</div>${escapeHtml(message)} <span class="code">[${escapeHtml(code)}]</span>${hintOf(hint)}</li>`;
  });
  return page('The report cannot be drawn', `<ol>${items.join('\n')}</ol>`);
}

/** A failure in place of the report: what, where, and what was at hand; `excerpt` is the text around it. */
export function failurePage(error: ErrorRecord, excerpt: string): string {
  const head = `<p>${escapeHtml(error.message)} <span class="code">[${escapeHtml(error.code)}]</span></p>`;
  return page('The report cannot be drawn', `${head}${excerpt}${hintOf(error.hint)}`);
}

/** Lines around a place with the line itself marked. */
export function excerptOf(text: string, line: number | undefined): string {
  const around = 4;
  const lines = text.split('\n').map((content, i) => {
    const numbered = `${String(i + 1).padStart(4)}  ${escapeHtml(content)}`;
    return { at: i + 1, html: i + 1 === line ? `<mark>${numbered}</mark>` : numbered };
  });
  const near = lines.filter(({ at }) => line === undefined || Math.abs(at - line) <= around);
  return `<pre>${near.map(({ html }) => html).join('\n')}</pre>`;
}

function hintOf(hint: string | undefined): string {
  return hint === undefined || hint === '' ? '' : `<div class="hint">${escapeHtml(hint)}</div>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${title}</title><style>${ERROR_STYLE}</style></head><body><h1>${title}</h1>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
