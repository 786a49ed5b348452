/** How a command ends without its work done, and the exit codes that scripts around it rely on. */
import { type Problem, Refused } from '../../gateway/client/refused';
import { isConnectionLost, mayPass } from '../../gateway/client/retries';
import { SettingsWrong } from '../../network/settings-file';
import { printable } from './printable';

export const exitCodes = { done: 0, someRejected: 1, refused: 2, notDone: 3, unwell: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class Ended extends Error {
  override readonly name = 'Ended';

  constructor(
    readonly exitCode: ExitCode,
    /** For the user. */
    message: string,
    /** For a program that reads the answer, beside the message. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The file, the options or the request are not what they must be; repeating them changes nothing. */
export function refuse(message: string): never {
  throw new Ended(exitCodes.refused, message);
}

export function interruption(): Ended {
  return new Ended(exitCodes.interrupted, 'Interrupted.');
}

/** Turns anything that a command threw into its end. */
export function endedBy(error: unknown): Ended {
  if (error instanceof Ended) return error;
  if (error instanceof SettingsWrong) return new Ended(exitCodes.refused, error.message);
  const reason = passingReason(error);
  if (reason !== undefined) return new Ended(exitCodes.notDone, reason);
  if (error instanceof Refused) {
    const { problem } = error;
    const exitCode = problem.status >= 500 ? exitCodes.notDone : exitCodes.refused;
    return new Ended(exitCode, `The gateway refuses: ${describeProblem(problem)}`, { problem });
  }
  return new Ended(exitCodes.notDone, error instanceof Error ? error.message : String(error));
}

/** Undefined for what does not pass by itself. */
export function passingReason(error: unknown): string | undefined {
  if (!mayPass(error)) return undefined;
  if (error instanceof Refused) return `The gateway answers ${error.message}.`;
  return isConnectionLost(error) ? `The gateway is not reached (${describeLoss(error)}).` : undefined;
}

function describeLoss({ name, message, cause }: Error): string {
  const { code } = (cause ?? {}) as { code?: string };
  return code ?? (name === 'TimeoutError' ? 'no answer in time' : message);
}

/** The place of a fault in a file, and what may be meant, as the gateway says it. */
const places = [
  'sheet',
  'row',
  'column',
  'columns',
  'cell',
  'range',
  'heading',
  'others',
  'unit',
  'found',
  'nearest',
  'known',
];

/** A detail, where there is one, repeats the title. */
function describeProblem({ status, code, title, detail, ...rest }: Problem): string {
  const members: Readonly<Record<string, unknown>> = { ...rest };
  const words = [status, code, detail ?? title, members.errors]
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === 'object' ? JSON.stringify(part) : part))
    .join(' ');
  const lines = places.filter((place) => members[place] !== undefined).map((place) => `  ${place}: ${members[place]}`);
  return [words, ...lines].map(printable).join('\n');
}
