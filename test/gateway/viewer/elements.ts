/** What tests have in the place of a browser's page. */

/** An element that holds no more than the page asks for. */
export class Element {
  lang = '';
  className = '';
  children: (Element | string)[] = [];
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, (event: unknown) => void>();
  constructor(readonly tag: string) {}
  append(...children: (Element | string)[]) {
    this.children.push(...children);
  }
  replaceChildren(...children: (Element | string)[]) {
    this.children = children;
  }
  addEventListener(name: string, listener: (event: unknown) => void) {
    this.listeners.set(name, listener);
  }
  setAttribute(name: string, value: string) {
    this.attributes.set(name, value);
  }
  /** As the style sheet has it: of two languages one is seen. */
  text(language: string): string {
    if (this.tag === 'span' && this.lang !== '' && this.lang !== language) return '';
    return this.children.map((child) => (typeof child === 'string' ? child : child.text(language))).join(' ');
  }
  all(tag: string): Element[] {
    const inner = this.children.flatMap((child) => (typeof child === 'string' ? [] : child.all(tag)));
    return this.tag === tag ? [this, ...inner] : inner;
  }
  withClass(name: string): Element[] {
    const inner = this.children.flatMap((child) => (typeof child === 'string' ? [] : child.withClass(name)));
    return this.className === name ? [this, ...inner] : inner;
  }
}
