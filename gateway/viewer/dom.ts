/**
 * The little of a browser's page that the viewer uses, and how it makes elements: texts are set as texts, never as markup.
 *
 * Texts of others are in elements of class `content`, which keep their direction and their line breaks to themselves. Findings of
 * the page are in elements of class `good` or `bad`, which nothing but `finding` makes.
 */
import type { Words } from '../client/said';

export interface PageElement {
  textContent: string | null;
  lang: string;
  className: string;
  append(...children: readonly (PageElement | string)[]): void;
  replaceChildren(...children: readonly (PageElement | string)[]): void;
  addEventListener(event: 'change' | 'click', listener: (event: PageEvent) => void): void;
  setAttribute(name: string, value: string): void;
}

export interface PageEvent {
  readonly target: { readonly files?: readonly { text(): Promise<string> }[] | null };
}

export interface PageDocument {
  readonly documentElement: PageElement;
  readonly body: PageElement;
  createElement(tag: string): PageElement;
}

type Child = PageElement | string;

export function newElements(document: PageDocument) {
  function element(tag: string, ...children: readonly Child[]): PageElement {
    const made = document.createElement(tag);
    made.append(...children);
    return made;
  }

  function marked(className: string, made: PageElement): PageElement {
    made.className = className;
    return made;
  }

  function inLanguage(lang: 'zh' | 'en', text: string): PageElement {
    const span = element('span', text);
    span.lang = lang;
    return span;
  }

  /** Makes both languages, of which the page shows one. */
  function both(words: Words): PageElement {
    return element('span', inLanguage('zh', words.zh), inLanguage('en', words.en));
  }

  /** A text of somebody else. */
  const content = (text: string) => marked('content', element('span', text));
  /** One of the words that the page knows; whatever else stands there as what somebody wrote. */
  const word = (words: Readonly<Record<string, Words>>, name: string) => {
    const known = Object.hasOwn(words, name) ? words[name] : undefined;
    return known === undefined ? content(String(name)) : both(known);
  };
  /** In UTC, to the minute. */
  const time = (iso: string) => {
    const [minute] = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(iso) ?? [];
    return minute === undefined || iso.length !== 24 ? content(String(iso)) : `${minute.replace('T', ' ')} UTC`;
  };
  /** That the page held something against something, and what came of it. */
  const finding = (isGood: boolean, words: Words, ...children: readonly Child[]) =>
    marked(isGood ? 'good' : 'bad', element('div', isGood ? '✓ ' : '✗ ', both(words), ...children));

  const code = (text: string) => marked('id', element('span', text));
  const row = (heading: Words, ...cells: readonly Child[]) =>
    element('tr', element('th', both(heading)), element('td', ...cells));
  const table = (...rows: readonly PageElement[]) => element('table', ...rows);

  /** Calls back with the text of each file that is chosen. */
  function fileInput(label: Words, chosen: (text: string) => Promise<void>): PageElement {
    const input = element('input');
    input.setAttribute('type', 'file');
    input.setAttribute('accept', '.json,.jwk,application/json');
    input.addEventListener('change', ({ target }) => void target.files?.[0]?.text().then(chosen));
    return element('p', element('label', both(label), ' ', input));
  }

  function button(label: Words, clicked: () => void): PageElement {
    const made = element('button', both(label));
    made.setAttribute('type', 'button');
    made.addEventListener('click', clicked);
    return made;
  }

  return { element, marked, both, content, word, time, finding, code, row, table, fileInput, button };
}

export type Elements = ReturnType<typeof newElements>;
