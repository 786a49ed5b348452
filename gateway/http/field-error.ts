/** What is wrong with one value of a request, named by its path. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export type Path = readonly PropertyKey[];

/** `plans[0].borrowerPerson.loanMobile`. A name that nobody documented is repeated only where it looks like one. */
export function textOfPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${nameable(String(part))}`))
    .join('')
    .replace(/^\./, '');
}

/** A member's name could be a value: somebody's number or name. */
function nameable(name: string): string {
  return /^[A-Za-z]{1,40}\d{0,3}$/.test(name) ? name : '?';
}
