/** What is told to people is told in English and in Chinese, as the template's headings are. */
export function said(english: string, chinese: string): string {
  return `${english} / ${chinese}`;
}
