/** The way in which the order of refusals is tested: any two reasons at once, and the answer is the one that stands first. */
import type { Command, CommandName } from '../../chaincode/api/commands';
import { type RefusalCode, Rejection, refusals } from '../../chaincode/api/refusals';
import type { Sender } from './ledger-double';
import type { Scenario } from './scenario';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A command that is about to be sent; a reason spoils it, or the ledger under it. */
export interface Trial<N extends CommandName> {
  s: Scenario;
  command: Mutable<Command<N>>;
  sender: Mutable<Sender>;
}

type Reasons<N extends CommandName> = Partial<Record<RefusalCode, (trial: Trial<N>) => void | Promise<void>>>;

const codes = Object.keys(refusals) as RefusalCode[];
export const personal = '13800138000';

export async function answerTo<N extends CommandName>(name: N, { s, command, sender }: Trial<N>): Promise<string> {
  try {
    const [outcome] = await s.ledger.submit(name, [command as Command<N>], sender);
    return outcome?.status === 'REFUSED' ? outcome.code : 'ACCEPTED';
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
}

/** Later reasons are brought about first, so that an earlier one has the last word about what both touch. */
export function describeOrder<N extends CommandName>(
  name: N,
  prepare: () => Promise<Trial<N>>,
  reasons: Reasons<N>,
  apart: readonly string[] = [],
): void {
  describe(name, () => {
    const known = codes.filter((code) => reasons[code] !== undefined);
    const pairs = known.flatMap((first, index) => known.slice(index + 1).map((second) => [first, second] as const));
    // Each trial is a copy of the first one, because preparing costs most of the time.
    let first: Promise<Trial<N>> | undefined;
    const copyTrial = async (): Promise<Trial<N>> => {
      first ??= prepare();
      const { s, command, sender } = await first;
      return { s: s.copy(), command: structuredClone(command), sender: { ...sender } };
    };
    it('is accepted where there is no reason to refuse', async () => {
      expect(await answerTo(name, await copyTrial())).toBe('ACCEPTED');
    });
    it.each(known)('is refused for %s alone', async (code) => {
      const trial = await copyTrial();
      await reasons[code]?.(trial);
      expect(await answerTo(name, trial)).toBe(code);
    });
    it.each(pairs.filter(([first, second]) => !apart.includes(`${first} ${second}`)))(
      'names %s before %s',
      async (first, second) => {
        const trial = await copyTrial();
        await reasons[second]?.(trial);
        await reasons[first]?.(trial);
        expect(await answerTo(name, trial)).toBe(first);
      },
    );
  });
}

export const malformed = (trial: { command: object }) => {
  Object.assign(trial.command, { unknownMember: 1 });
};
export const withOwner = (identifier: string, owner: string) =>
  `${owner}:${identifier.slice(identifier.indexOf(':') + 1)}`;
export const withLocal = (identifier: string, local: string) =>
  identifier.includes(':') ? `${identifier.slice(0, identifier.indexOf(':'))}:${local}` : local;
