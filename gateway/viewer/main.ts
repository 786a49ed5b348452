/** The page: two places, one to open an own report and one to check and sign what somebody is asked to sign. */
import type { Words } from '../client/said';
import type { Report } from '../queries/report';
import { newElements, type PageDocument, type PageElement } from './dom';
import { type HeldKeys, type HeldRole, readHeldKey } from './held-keys';
import { labels } from './labels';
import type { Jwk } from './opener';
import { openReport } from './report';
import { showReport } from './show-report';
import { showSigning } from './show-signing';
import { type Checked, checkToSign } from './signing';

export function startViewer(document: PageDocument): void {
  const make = newElements(document);
  const { element, marked, both, button } = make;
  const root = document.documentElement;
  const language = button(labels.language, () => {
    root.lang = root.lang === 'zh' ? 'en' : 'zh';
  });
  document.body.replaceChildren(
    language,
    element('h1', both(labels.page)),
    element('p', both(labels.stays)),
    marked('task', reportTask()),
    marked('task', signingTask()),
  );

  function reportTask() {
    const [said, shown] = [element('p'), element('div')];
    let report: Report | undefined;
    let key: Jwk | undefined;
    async function show(): Promise<void> {
      shown.replaceChildren(...(report === undefined ? [] : [showReport(make, report)]));
      if (report === undefined || key === undefined) return;
      shown.replaceChildren(showReport(make, report, await openReport(report, key)));
      said.replaceChildren(both(labels.opened));
    }
    const trying = attempts({ said, shown }, show);
    return element(
      'section',
      element('h2', both(labels.openReport)),
      make.fileInput(labels.chooseReport, (text) =>
        trying(labels.noReport, () => {
          report = undefined;
          report = parseReport(text);
        }),
      ),
      make.fileInput(labels.chooseReportKey, (text) =>
        trying(labels.noKey, () => {
          key = undefined;
          key = JSON.parse(text) as Jwk;
        }),
      ),
      said,
      shown,
    );
  }

  function signingTask() {
    const [said, shown] = [element('p'), element('div')];
    let checked: readonly Checked[] = [];
    const held: { -readonly [role in keyof HeldKeys]: HeldKeys[role] } = {};
    const show = async () => shown.replaceChildren(await showSigning(make, checked, held));
    const trying = attempts({ said, shown }, show);
    const keyInput = (label: Words, role: HeldRole) =>
      make.fileInput(label, (text) =>
        trying(labels.noKey, async () => {
          delete held[role];
          held[role] = await readHeldKey(text);
        }),
      );
    return element(
      'section',
      element('h2', both(labels.checkSigning)),
      make.fileInput(labels.chooseToSign, (text) =>
        trying(labels.noToSign, async () => {
          checked = [];
          checked = await checkToSign(text);
        }),
      ),
      keyInput(labels.chooseSigningKey, 'signing'),
      keyInput(labels.chooseNewReportKey, 'report'),
      keyInput(labels.chooseAddedKey, 'added'),
      said,
      shown,
    );
  }

  /** Takes a file over, then shows; otherwise says what was wrong with the file, and shows what is left without it. */
  function attempts({ said, shown }: { readonly [place in 'said' | 'shown']: PageElement }, show: () => Promise<void>) {
    return async (wrong: Words, take: () => void | Promise<void>): Promise<void> => {
      said.replaceChildren();
      shown.replaceChildren();
      try {
        await take();
        await show();
      } catch (error) {
        const isOther = error instanceof Error && error.message === 'OTHER_KEY';
        if (!isOther) await show().catch(() => undefined);
        said.replaceChildren(both(isOther ? labels.otherKey : wrong));
      }
    };
  }
}

function parseReport(text: string): Report {
  const report = JSON.parse(text) as Report;
  if (report.format !== 'tallystick-report-4') throw new Error('no report');
  return report;
}
