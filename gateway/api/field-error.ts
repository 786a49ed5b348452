/** An error of one value of a request, named by its path. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export type Path = readonly PropertyKey[];

/** `plans[0].borrowerPerson.loanMobile`. A name that is not documented could be a value, and is `?`. */
export function textOfPath(path: Path, documented: ReadonlySet<string>): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${documented.has(String(part)) ? String(part) : '?'}`))
    .join('')
    .replace(/^\./, '');
}
