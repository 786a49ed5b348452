/** Loans that ended and whose details are for sale, and institutions that ask for them. */
import { consentText } from '../../../chaincode/api/signatures';
import { bytesOf, oneOffKey } from '../../chaincode/builders';
import { harbour, keystone, loan, meadow, type Person, signed, type World } from './world';

/** Loans of the institution itself, performed; the details of each for so much, or for nothing. */
export async function sellable(
  world: World,
  borrower: Person,
  {
    count = 1,
    at = harbour,
    priceFen = 500,
  }: { readonly count?: number; readonly at?: string; readonly priceFen?: number },
): Promise<readonly string[]> {
  await world.knows(at, borrower.subjectId);
  const { credit } = world.of(at);
  const recordIds: string[] = [];
  for (let made = 0; made < count; made++) {
    const maturityTime = new Date(world.now() + 86_400_000).toISOString();
    recordIds.push(await signed(world.of(at), loan(world, borrower, { maturityTime }), { borrower }));
  }
  await world.turn();
  await world.passTo(new Date(world.now() + 86_400_000).toISOString());
  const level = priceFen === 0 ? 'PUBLIC' : 'PAID';
  for (const recordId of recordIds) await credit.giveFeedback(recordId, { outcome: 'PERFORMED', level, priceFen });
  await world.turn();
  return recordIds;
}

let asked = 0;

/** Asks for terms and first feedback with a consent of its own; answers the identifiers of what is held. */
export async function ask(
  world: World,
  borrower: Person,
  recordIds: readonly string[],
  { by = meadow, priceFen = 500 }: { readonly by?: string; readonly priceFen?: number } = {},
): Promise<readonly string[]> {
  const name = `ask-${asked++}`;
  const { subjectId, keyId, sign } = borrower;
  const consentId = bytesOf(name).toString('hex').slice(0, 32);
  const notAfter = new Date(world.now() + 3_600_000).toISOString();
  const granted = { subjectId, purpose: 'LOAN_APPLICATION' as const, notAfter, uses: 1 };
  const signature = sign(consentText(world.ledger.channel, consentId, { ...granted, partyId: by }));
  await world.act(by, 'consent:grant', { consentId, ...granted, keyId, signature });
  const records = recordIds.map((recordId) => ({ recordId, priceFen, numbers: [0, 1] }));
  const query = {
    queryId: name,
    subjectId,
    purpose: granted.purpose,
    consentId,
    records,
    folds: await creditsOf(world, by),
  };
  const { publicKey } = oneOffKey(name);
  const outcome = await world.act(by, 'credit:query', { ...query, oneOffPublicKey: publicKey });
  if (outcome.status === 'REFUSED') throw new Error(outcome.code);
  return outcome.answer.answerIds;
}

export async function recharge(world: World, partyId: string, amountFen: number): Promise<void> {
  const rechargeId = `recharge-${partyId}`;
  await world.act(keystone, 'token:recharge', { rechargeId, partyId, amountFen, paymentReference: rechargeId });
}

/** Asked for, delivered and accepted. */
export async function sell(world: World, borrower: Person, recordIds: readonly string[], by = meadow): Promise<void> {
  const answerIds = await ask(world, borrower, recordIds, { by });
  await world.turn();
  for (const answerId of answerIds) await world.act(by, 'credit:accept', { answerId });
}

async function creditsOf(world: World, partyId: string): Promise<string[]> {
  return (await world.of(partyId).store.credits(partyId, 100)).map(({ creditId }) => creditId);
}

/** The private key with which the query of that answer asked. */
export function oneOff(answerId: string): Buffer {
  const [, name = ''] = /^[^:]*:(.*)\.\d+$/.exec(answerId) ?? [];
  return oneOffKey(name).privateKey;
}
