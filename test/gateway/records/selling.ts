/** Loans that ended and whose details are for sale, and institutions that ask for them. */
import { consentText } from '../../../chaincode/api/signatures';
import { answerKey, askingKey } from '../../chaincode/query-builders';
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
  const name = `ask-${asked}`;
  const { subjectId, keyId, sign } = borrower;
  const [signedTime, notAfter] = [0, 3_600_000].map((ms) => new Date(world.now() + ms).toISOString()) as [
    string,
    string,
  ];
  const purpose = 'LOAN_APPLICATION' as const;
  const granted = { subjectId, keyId, purpose, signedTime, notAfter, uses: ++asked };
  const signature = sign(consentText(world.ledger.channel, { ...granted, partyId: by }));
  const given = await world.act(by, 'consent:grant', { ...granted, signature });
  if (given.status === 'REFUSED') throw new Error(given.code);
  const records = recordIds.map((recordId, place) => {
    return { recordId, priceFen, numbers: [0, 1], oneOffPublicKey: askingKey(name, place).publicKey };
  });
  const query = {
    queryId: name,
    subjectId,
    purpose,
    consentId: given.answer.consentId,
    records,
    folds: await creditsOf(world, by),
  };
  const outcome = await world.act(by, 'credit:query', query);
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
  return (await world.of(partyId).store.tokenCredits(partyId, 100)).map(({ tokenCreditId }) => tokenCreditId);
}

/** The private key of that answer. */
export function oneOff(answerId: string): Buffer {
  return answerKey(answerId).privateKey;
}
