/** What people find who check what they are asked to sign, before they do: with what a person's own device runs. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import { sayAmount } from '../../../gateway/client/said';
import { verify } from '../../../gateway/client/verifier';
import type { ToSign } from '../../../gateway/client/words';
import type { Call } from '../recorder';
import type { Violation } from '../violation';

/** Whether the message follows from the opening, and the words are those for it. */
export async function isShown(item: ToSign): Promise<boolean> {
  const words = await verify(item).catch(() => undefined);
  return words !== undefined && canonicalJson(words) === canonicalJson(item.words);
}

/** Every answer that asks for a signature: it shows all that would be signed, and of a registration the terms that were sent. */
export async function checkShown(calls: readonly Call[]): Promise<readonly Violation[]> {
  const found = await Promise.all(
    calls.flatMap(({ wish, outcomes }) =>
      outcomes.flatMap((outcome) => {
        const { toSign = [] } = (outcome.outcome === 'ok' ? outcome.body : {}) as { toSign?: readonly ToSign[] };
        return toSign.map(async (item) => {
          const isWanted =
            wish.kind !== 'file' || item.words.en.includes(`${sayAmount(Number(wish.body?.amountRmb))} RMB`);
          const isGood = (await isShown(item)) && isWanted;
          return isGood ? [] : [`${item.role} is asked to sign ${wish.id}, and not shown what it is`];
        });
      }),
    ),
  );
  return found.flat().map((what) => ({ invariant: 'I6', what }));
}
