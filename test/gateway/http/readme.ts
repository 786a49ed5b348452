/** Renders the parts of gateway/api/README.md that follow from the code, between markers. */
import { fileRefusals } from '../../../gateway/api/file-problems';
import { operations } from '../../../gateway/api/operations';
import { gatewayProblems, type ProblemCode, retryAfterOf, statusOf, textOf } from '../../../gateway/api/problems';
import { creditRefusals } from '../../../gateway/api/record-problems';

export const sections = ['problems', 'operations'] as const;

const render: Readonly<Record<(typeof sections)[number], () => string>> = {
  problems: () => table(['code', 'status', 'text', 'Retry-After'], ownCodes.map(renderProblem)),
  operations: () =>
    table(
      ['operation', 'address', 'summary'],
      operations.map(({ id, method, path, summary }) => [`\`${id}\``, `\`${method.toUpperCase()} ${path}\``, summary]),
    ),
};

/** In the order of the three tables of the source. */
export const ownCodes = [gatewayProblems, creditRefusals, fileRefusals].flatMap(Object.keys) as readonly ProblemCode[];

/** The README's text with its generated parts made anew. Throws where a marker is missing. */
export function withGeneratedParts(readme: string): string {
  return sections.reduce((text, section) => {
    const between = new RegExp(`(?<=<!-- generated: ${section} -->\\n)[\\s\\S]*(?=<!-- end: ${section} -->)`);
    if (!between.test(text)) throw new Error(`no markers for ${section}`);
    return text.replace(between, () => `\n${render[section]()}\n\n`);
  }, readme);
}

function renderProblem(code: ProblemCode): readonly string[] {
  return [`\`${code}\``, String(statusOf(code)), textOf(code), String(retryAfterOf(code) ?? '')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
