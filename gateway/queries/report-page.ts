/**
 * An own report as one page that needs nothing else: public parts as text, sealed ones for the script to open where the person
 * is. It holds both languages, loads nothing and may connect to nothing, wherever it is saved.
 */
import { createHash } from 'node:crypto';
import type { Report, ReportedRecord } from './report';
import { openReport } from './report-script';
import { type Both, labels } from './report-texts';

export const reportLanguages = ['zh', 'en'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

const style = `
body { font: 16px/1.6 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; color: #1b2530; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
html[lang=zh] span[lang=en], html[lang=en] span[lang=zh] { display: none; }
section.record, #opening { border: 1px solid #c4ccd4; border-radius: .4rem; padding: .8rem 1rem; margin: .8rem 0; }
#opening { background: #eef3f8; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; }
th { font-weight: 600; white-space: nowrap; width: 9rem; } td { overflow-wrap: anywhere; }
.mark { color: #8a3b00; font-weight: 600; } .sealed { color: #66717d; } .id { font: .85rem monospace; }
button { font: inherit; } @media print { #opening, button { display: none; } }
`;

/** Texts from the report are set as text, never as markup. */
const script = `
const openReport = ${openReport.toString()};
const report = JSON.parse(document.getElementById('report').textContent);
const labels = ${JSON.stringify(labels)};
const root = document.documentElement;
const both = ({ zh, en }) => ['zh', 'en'].map((lang) => {
  const span = document.createElement('span');
  span.lang = lang;
  span.textContent = lang === 'zh' ? zh : en;
  return span;
});
const say = (label) => document.getElementById('said').replaceChildren(...both(label));
const same = (text) => ({ zh: text, en: text });
const valueOf = (name, value) => {
  if (typeof value === 'number') {
    if (name === 'amountRmb') return { zh: value.toLocaleString('zh') + ' 元', en: value.toLocaleString('en') + ' RMB' };
    if (name === 'rateBps') return same(value / 100 + '%');
  }
  const text = String(value);
  if (name.endsWith('Time')) return same(text.slice(0, 10));
  return Object.hasOwn(labels, text) ? labels[text] : same(text);
};
const rowsOf = (fields) => ['relationKind', 'amountRmb', 'rateBps', 'startTime', 'maturityTime', 'outcome', 'newMaturityTime']
  .filter((name) => fields[name] !== undefined)
  .map((name) => {
    const row = document.createElement('tr');
    const [heading, value] = [document.createElement('th'), document.createElement('td')];
    heading.append(...both(labels[name]));
    value.append(...both(valueOf(name, fields[name])));
    row.append(heading, value);
    return row;
  });
document.getElementById('language').addEventListener('click', () => {
  root.lang = root.lang === 'zh' ? 'en' : 'zh';
});
document.getElementById('key').addEventListener('change', async ({ target }) => {
  try {
    const opened = await openReport(report, JSON.parse(await target.files[0].text()));
    for (const { recordId, parts, isDamaged } of opened) {
      for (const place of document.querySelectorAll('[data-record="' + recordId + '"]')) {
        const fields = parts[place.dataset.number];
        if (fields !== undefined) place.replaceChildren(...rowsOf(fields));
        else if (isDamaged) place.replaceChildren(...both(labels.damaged));
      }
    }
    say(labels.opened);
  } catch (error) {
    say(error.message === 'OTHER_KEY' ? labels.otherKey : labels.noKey);
  }
});
`;

const csp = [
  "default-src 'none'",
  `script-src '${sourceHash(script)}'`,
  `style-src '${sourceHash(style)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export interface ReportPage {
  readonly type: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `language` is the one it begins with. */
export function reportPage(report: Report, language: ReportLanguage): ReportPage {
  const text = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>信用报告 · Credit report</title>
<style>${style}</style>
</head>
<body>
<button id="language" type="button">中文 / English</button>
<h1>${both(labels.title)}</h1>
<table>
${row(labels.subject, code(report.subjectId))}
${row(labels.query, code(report.queryId))}
${row(labels.made, time(report.madeTime))}
</table>
<div id="opening"><label>${both(labels.load)} <input id="key" type="file" accept=".json,.jwk,application/json"></label>
<p id="said">${both(labels.stays)}</p></div>
<h2>${both(labels.records)}</h2>
${listed(report.records, recordOf)}
<h2>${both(labels.queries)}</h2>
${table([labels.who, labels.purpose, labels.when, labels.asked], report.queries, (query) => [
  htmlOf(query.partyName),
  both(labelOf(query.purpose)),
  time(query.askedTime),
  query.records === 0 ? both(labels.summary) : `${both(labels.details)} (${query.records})`,
])}
<h2>${both(labels.consents)}</h2>
${table([labels.who, labels.purpose, labels.until, labels.used, labels.revoked], report.consents, (consent) => [
  htmlOf(consent.partyName),
  both(labelOf(consent.purpose)),
  time(consent.notAfter),
  `${consent.used} / ${consent.uses}`,
  consent.revokedTime === undefined ? '' : time(consent.revokedTime),
])}
<h2>${both(labels.keys)}</h2>
${table([labels.key, labels.added, labels.counts, labels.reports, labels.revoked], report.keys, (key) => [
  code(key.keyId.slice(0, 16)),
  time(key.addedTime),
  keyDay(report, key.countsFromDay),
  keyDay(report, key.reportsFromDay),
  key.revokedTime === undefined ? '' : time(key.revokedTime),
])}
<script type="application/json" id="report">${JSON.stringify(report).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
  return {
    type: 'text/html; charset=utf-8',
    text,
    headers: { 'Content-Security-Policy': `${csp}; frame-ancestors 'none'` },
  };
}

/** In how many days of the ledger, counted from the report's. */
function keyDay({ ledgerDay }: Report, day: number): string {
  return day <= ledgerDay ? both(labels.already) : `${both(labels.inDays)} ${day - ledgerDay}`;
}

function recordOf(record: ReportedRecord): string {
  const { recordId, borrowedOn, side, level, priceFen = 0, correctedBy, disputed, disputes, feedbacks } = record;
  const price = level === 'PAID' ? ` (${(priceFen / 100).toFixed(2)})` : '';
  return `<section class="record"><h3>${htmlOf(borrowedOn)} ${both(labels.borrowed)}${
    disputed === undefined ? '' : ` <span class="mark">${both(labels.disputed)}</span>`
  }</h3>
<table>
${row(labels.recordId, code(recordId))}
${row(labels.side, both(labelOf(side)))}
${level === undefined ? '' : row(labels.level, `${both(labelOf(level))}${price}`)}
${correctedBy === undefined ? '' : row(labels.correctedBy, code(correctedBy))}
${row(labels.terms, sealedPlace(recordId, 0))}
${feedbacks
  .map(({ number, feedbackTime, corrects }) => {
    const note = corrects === undefined ? '' : ` ${both(labels.corrects)} ${corrects}`;
    return row(labels.feedback, `${number} · ${time(feedbackTime)}${note}${sealedPlace(recordId, number)}`);
  })
  .join('\n')}
${disputes
  .map(({ disputedTime, statement = '', verdict, answer = '' }) => {
    const said = verdict === undefined ? both(labels.open) : both(labelOf(verdict));
    const texts = [statement, answer].filter((text) => text !== '').map((text) => `<br>${htmlOf(text)}`);
    return row(labels.dispute, `${time(disputedTime)} · ${said}${texts.join('')}`);
  })
  .join('\n')}
</table></section>`;
}

/** What the script fills in. */
function sealedPlace(recordId: string, number: number): string {
  return `<table data-record="${htmlOf(recordId)}" data-number="${number}"><tr><td class="sealed">${both(labels.sealed)}</td></tr></table>`;
}

function row(heading: Both, html: string): string {
  return `<tr><th>${both(heading)}</th><td>${html}</td></tr>`;
}

function listed<T>(items: readonly T[], itemOf: (item: T) => string): string {
  return items.length === 0 ? `<p>${both(labels.none)}</p>` : items.map(itemOf).join('\n');
}

function table<T>(headings: readonly Both[], items: readonly T[], cells: (item: T) => readonly string[]): string {
  if (items.length === 0) return `<p>${both(labels.none)}</p>`;
  const head = headings.map((heading) => `<th>${both(heading)}</th>`).join('');
  const rows = items.map(
    (item) =>
      `<tr>${cells(item)
        .map((cell) => `<td>${cell}</td>`)
        .join('')}</tr>`,
  );
  return `<table><tr>${head}</tr>${rows.join('\n')}</table>`;
}

function labelOf(word: keyof typeof labels): Both {
  return labels[word];
}

function both({ zh, en }: Both): string {
  return `<span lang="zh">${htmlOf(zh)}</span><span lang="en">${htmlOf(en)}</span>`;
}

function code(text: string): string {
  return `<span class="id">${htmlOf(text)}</span>`;
}

/** To the minute, in UTC. */
function time(iso: string): string {
  return htmlOf(`${iso.slice(0, 16).replace('T', ' ')} UTC`);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function htmlOf(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
