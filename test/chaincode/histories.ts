/**
 * Random histories of what several institutions do, drawn from small pools of identifiers so that they meet. A drawn step is
 * plain data; what it becomes on a ledger depends on the ledger only in the credits that it folds.
 */
import fc from 'fast-check';
import type { Command, CommandName } from '../../chaincode/api/commands';
import type { ConfirmRecord, ProposalRecord, RedemptionRecord } from '../../chaincode/api/records';
import { permissions } from '../../chaincode/contract/caller';
import { votersOn } from '../../chaincode/domain/alliance';
import {
  aConfirm,
  aPlan,
  aWrap,
  bytesOf,
  creditors,
  day,
  harbour,
  hour,
  keystone,
  lantern,
  meadow,
  oneOffKey,
  orchard,
} from './builders';
import { type CreditCommand, creditCallerOf, makeCredit } from './credit-histories';
import { aRegistry } from './credit-scenario';
import { LedgerDouble, type Sender } from './ledger-double';
import { secondPublicKey } from './public-keys';
import { isQueryingCommand, makeQuerying, queryingCallerOf, someSales } from './query-histories';
import { advance } from './query-scenario';
import { documentWith, type Scenario } from './scenario';

/** One transaction: a list of commands of one kind by one institution, some time after the one before. */
export interface Step {
  readonly passSeconds: number;
  readonly by: string;
  readonly name: CommandName;
  readonly draws: readonly Draw[];
}

/** The drawn numbers that commands are made of; each kind takes those that it needs. */
export interface Draw {
  readonly contributor: number;
  readonly asset: number;
  readonly participator: number;
  readonly number: number;
  readonly amount: number;
  readonly reference: number;
  readonly form: number;
  readonly isFair: boolean;
  readonly folds: 'all' | 'half' | 'none';
}

/** A step made into what is sent. */
export interface Sent {
  readonly name: CommandName;
  readonly commands: readonly Command<CommandName>[];
  readonly sender: Sender;
}

const drawn: fc.Arbitrary<Draw> = fc.record({
  contributor: fc.nat(2),
  asset: fc.nat(1),
  participator: fc.nat(2),
  number: fc.nat(2),
  amount: fc.nat(4),
  reference: fc.nat(5),
  form: fc.nat(3),
  isFair: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  folds: fc.constantFrom('all', 'all', 'half', 'none'),
});

const names: fc.Arbitrary<CommandName> = fc.oneof(
  ...(
    [
      [9, 'plan:confirm'],
      [7, 'plan:deliver'],
      [3, 'plan:accept'],
      [3, 'plan:dispute'],
      [3, 'plan:expire'],
      [2, 'plan:publish'],
      [1, 'plan:withdraw'],
      [1, 'plan:close'],
      [3, 'plan:purge'],
      [2, 'token:recharge'],
      [3, 'token:redeem'],
      [1, 'token:fold'],
      [3, 'token:settle'],
      [1, 'token:reject'],
      [2, 'token:acknowledge'],
      [2, 'token:object'],
      [2, 'token:cancel'],
      [3, 'token:expire'],
      [1, 'party:registerKey'],
      [4, 'alliance:propose'],
      [14, 'alliance:vote'],
      [1, 'subject:registerEvaluator'],
      [2, 'subject:ask'],
      [2, 'subject:evaluate'],
      [1, 'subject:attach'],
      [2, 'subject:addKey'],
      [1, 'subject:revokeKey'],
      [5, 'credit:register'],
      [6, 'credit:feedback'],
      [2, 'credit:setLevel'],
      [1, 'credit:handOver'],
      [1, 'credit:discard'],
      [4, 'alliance:advanceDay'],
      [5, 'consent:grant'],
      [1, 'consent:revoke'],
      [8, 'credit:query'],
      [6, 'credit:deliver'],
      [2, 'credit:accept'],
      [3, 'credit:proveMisdelivery'],
      [2, 'credit:expire'],
      [3, 'credit:payOut'],
      [3, 'credit:dispute'],
      [3, 'credit:answerDispute'],
      [3, 'credit:purge'],
    ] as const
  ).map(([weight, name]) => ({ weight, arbitrary: fc.constant<CommandName>(name) })),
);

/** Mostly none: whatever takes a day ends most of what is under way. */
const pauses = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, hour, hour, 25 * hour, 80 * hour, 4 * day);

export const step: fc.Arbitrary<Step> = fc.record({
  passSeconds: pauses,
  by: fc.constantFrom(harbour, harbour, meadow, meadow, orchard, orchard, keystone, lantern),
  name: names,
  draws: fc.array(drawn, { minLength: 1, maxLength: 4 }),
});

export const history = (maxLength = 40): fc.Arbitrary<readonly Step[]> =>
  fc.array(step, { minLength: 1, maxLength, size: 'max' });

/** Periods that a history of some days sees the end of. */
export const quickDocument = documentWith({
  settleWithinSeconds: 2 * day,
  objectWithinSeconds: 2 * day,
  decideWithinDays: 2,
  proposalDays: 3,
  retentionDays: 2,
  disputeAnswerDays: 2,
  payoutDays: 1,
  keyWaitDays: 1,
});

/** Every creditor has 150 tokens, every plan of the pool but one is published, and some exchanges, redemptions and sales are under way. */
export async function aBusyAlliance(ledger = new LedgerDouble(quickDocument)): Promise<Scenario> {
  // People have had their keys for a day, and so may dispute.
  ledger.passSeconds(-day);
  const s = await aRegistry({ ledger });
  await advance(s, 1);
  for (const [index, contributor] of creditors.entries()) {
    await s.recharge(contributor, 10_000, `first-${index}`);
    await s.recharge(contributor, 5_000, `second-${index}`);
    await s.publish(planOptions({ contributor: index, asset: 0, form: index }));
    if (index < 2) await s.publish(planOptions({ contributor: index, asset: 1, form: 0 }));
  }
  const limitRmb = 20_000;
  await s.confirm(orchard, { assetId: `${harbour}:a0`, confirmId: 'held', limitRmb });
  const good = await s.confirm(meadow, { assetId: `${harbour}:a0`, confirmId: 'good', limitRmb });
  const bad = await s.confirm(orchard, { assetId: `${harbour}:a1`, confirmId: 'bad', limitRmb });
  for (const confirmId of [good, bad]) await s.deliver(confirmId);
  await s.objected(harbour, 100);
  await s.settle(await s.redeem(meadow, 100, 'settled'));
  await someSales(s);
  return s;
}

/** Runs nothing; the folds are those that the ledger holds now. */
export function toSend(s: Scenario, { by, name, draws }: Step): Sent {
  const caller = callerOf(s, by, name, draws[0]);
  const parts = draws.map((draw) => make(s, name, draw, caller));
  const needsPrivate = parts.some(({ private: part }) => part !== '');
  const sender: Sender = {
    by: caller,
    unit: permissions[name].admin ? 'admin' : 'client',
    ...(needsPrivate ? { private: parts.map(({ private: part }) => part) } : {}),
  };
  return { name, commands: parts.map(({ command }) => command), sender };
}

/** Mostly whoever can do such a thing at all, so that histories get somewhere. */
function callerOf(s: Scenario, by: string, name: CommandName, draw: Draw | undefined): string {
  if (isQueryingCommand(name)) return queryingCallerOf(s, by, name, draw);
  if (isCreditCommand(name)) return creditCallerOf(by, name, draw);
  if (['token:recharge', 'token:settle', 'token:reject'].includes(name)) return keystone;
  const forContributor = ['plan:publish', 'plan:deliver', 'plan:withdraw', 'plan:purge'].includes(name);
  const forHolder = ['token:acknowledge', 'token:object', 'token:cancel'].includes(name);
  const forParticipator = ['plan:accept', 'plan:dispute'].includes(name);
  if (draw?.isFair) {
    if (name === 'plan:deliver') return targetConfirm(s, name, draw).contributor;
    if (forContributor) return creditors[draw.contributor] ?? harbour;
    if (forParticipator) return targetConfirm(s, name, draw).partyId;
    if (forHolder) return targetRedemption(s, name, draw).partyId;
    if (name === 'alliance:vote') return voterFor(s, draw) ?? by;
  }
  const forCreditors = name.startsWith('plan:') || name === 'token:redeem' || forHolder;
  return forCreditors && !creditors.some((creditor) => creditor === by) ? orchard : by;
}

type Confirmed = Pick<ConfirmRecord, 'assetId' | 'confirmId' | 'contributor' | 'partyId'>;

/** One of the confirms that there are, or one that nobody made. */
function targetConfirm(s: Scenario, name: CommandName, draw: Draw): Confirmed {
  const contributor = creditors[draw.contributor] ?? harbour;
  const partyId = creditors[draw.participator] ?? meadow;
  const none = { assetId: `${contributor}:a${draw.asset}`, confirmId: `${partyId}:c9`, contributor, partyId };
  const confirms = s.ledger.records('confirm');
  const due = confirms.filter(({ status }) => status === (name === 'plan:deliver' ? 'HELD' : 'DELIVERED'));
  return (draw.isFair ? chosen(due, draw) : undefined) ?? chosen(confirms, draw) ?? none;
}

function targetRedemption(
  s: Scenario,
  name: CommandName,
  draw: Draw,
): Pick<RedemptionRecord, 'redemptionId' | 'partyId'> {
  const partyId = creditors[draw.participator] ?? meadow;
  const redemptions = s.ledger.records('redemption');
  const wanted: Partial<Record<CommandName, readonly string[]>> = {
    'token:settle': ['REQUESTED'],
    'token:cancel': ['REQUESTED'],
    'token:expire': ['SETTLED', 'OBJECTED'],
    'alliance:propose': ['OBJECTED'],
  };
  const due = redemptions.filter(({ status }) => (wanted[name] ?? ['SETTLED']).includes(status));
  const none = { redemptionId: `${partyId}:d9`, partyId };
  return (draw.isFair ? chosen(due, draw) : undefined) ?? chosen(redemptions, draw) ?? none;
}

function targetProposal(s: Scenario, draw: Draw): ProposalRecord | undefined {
  const proposals = s.ledger.records('proposal');
  const open = proposals.filter(({ status }) => status === 'OPEN');
  return chosen(draw.isFair && open.length > 0 ? open : proposals, draw);
}

/** One whose vote counts and is not cast. */
function voterFor(s: Scenario, draw: Draw): string | undefined {
  const proposal = targetProposal(s, draw);
  if (proposal === undefined) return undefined;
  const { change, approvals, rejections } = proposal;
  return votersOn(change, s.ledger.document).find((voter) => ![...approvals, ...rejections].includes(voter));
}

export function chosen<T>(
  records: readonly T[],
  { contributor, participator, number, reference }: Pick<Draw, 'contributor' | 'participator' | 'number' | 'reference'>,
): T | undefined {
  return records[(contributor + 3 * participator + 9 * number + reference) % (records.length || 1)];
}

function planOptions({ contributor, asset, form }: Pick<Draw, 'contributor' | 'asset' | 'form'>) {
  const shapes = [
    {},
    { participantCount: 1, minConfirmRmb: 20_000 },
    { form: 'FIRST_COME', participantCount: 1 },
    { tokenRateFen: 0 },
  ] as const;
  const breaks = asset === 1 ? { plaintext: 'no record' } : {};
  const endTime = asset === 1 ? '2026-03-08T08:00:00.000Z' : '2026-04-30T00:00:00.000Z';
  return { contributor: creditors[contributor] ?? harbour, assetId: `a${asset}`, endTime, ...shapes[form], ...breaks };
}

function isCreditCommand(name: CommandName): name is CreditCommand {
  return (name.startsWith('subject:') || name.startsWith('credit:')) && !isQueryingCommand(name);
}

function make(
  s: Scenario,
  name: CommandName,
  draw: Draw,
  by: string,
): { command: Command<CommandName>; private: string } {
  if (isCreditCommand(name)) return makeCredit(s, name, draw, by);
  const contributor = creditors[draw.contributor] ?? harbour;
  const participator = creditors[draw.participator] ?? meadow;
  const assetId = `${contributor}:a${draw.asset}`;
  const { redemptionId } = targetRedemption(s, name, draw);
  const credits = s.creditsOf(by);
  const folds = draw.folds === 'all' ? credits : draw.folds === 'half' ? credits.filter((_, index) => index % 2) : [];
  const plain = (command: Command<CommandName>) => ({ command, private: '' });
  if (isQueryingCommand(name)) return makeQuerying(s, name, draw, { by, folds });
  switch (name) {
    case 'plan:publish': {
      const { command, sealed } = aPlan(planOptions(draw));
      return { command, private: draw.isFair ? sealed : '' };
    }
    case 'plan:confirm': {
      const limitRmb = [10_000, 20_000, 50_000, 100_000, 5_000][draw.amount] ?? 10_000;
      const seller =
        draw.isFair && by === contributor ? (creditors[(draw.contributor + 1) % 3] ?? harbour) : contributor;
      const sold = `${seller}:a${draw.asset}`;
      const own = `c${draw.number}${draw.reference}`;
      const rateBps = draw.isFair ? 1900 : 100;
      return plain(aConfirm(by, { assetId: sold, confirmId: own, limitRmb, rateBps, folds }));
    }
    case 'plan:deliver': {
      const { confirmId, assetId: sold } = targetConfirm(s, name, draw);
      const dataKey = draw.form > 0 ? bytesOf(`data key ${sold}`) : bytesOf('garbage');
      const wrap = aWrap(dataKey, keyOf(confirmId).publicKey, { assetId: sold, confirmId });
      return plain({ assetId: sold, confirmId, wrap });
    }
    case 'plan:dispute': {
      const { confirmId, assetId: sold } = targetConfirm(s, name, draw);
      return { command: { assetId: sold, confirmId }, private: keyOf(draw.isFair ? confirmId : 'other').revealed };
    }
    case 'plan:accept':
    case 'plan:expire': {
      const { confirmId, assetId: sold } = targetConfirm(s, name, draw);
      return plain({ assetId: sold, confirmId });
    }
    case 'plan:withdraw':
    case 'plan:close':
    case 'plan:purge':
      return plain({ assetId });
    case 'token:recharge': {
      const rechargeId = `r${draw.number}${draw.amount}`;
      const amountFen = [1, 500, 2_500, 10_000, 0][draw.amount] ?? 1;
      return plain({
        rechargeId,
        partyId: participator,
        amountFen,
        paymentReference: `pay${draw.reference}${draw.number}`,
      });
    }
    case 'token:redeem': {
      const amountFen = [1, 300, 800, 4_000, 30_000][draw.amount] ?? 1;
      return plain({ redemptionId: `d${draw.number}`, amountFen, folds });
    }
    case 'token:fold':
      return plain({ folds });
    case 'token:settle':
      return plain({ redemptionId, paymentReference: `paid${draw.reference}` });
    case 'token:reject':
    case 'token:acknowledge':
    case 'token:object':
    case 'token:cancel':
    case 'token:expire':
      return plain({ redemptionId });
    case 'party:registerKey':
      return plain({ version: draw.number + 1, publicKey: secondPublicKey });
    case 'alliance:propose': {
      const change = draw.isFair
        ? ({ type: 'REDEMPTION', redemptionId, verdict: draw.form % 2 ? 'BURN' : 'RETURN' } as const)
        : ({ type: 'PARAMETERS', parameters: { minConfirmRmb: [1_000, 10_000, 20_000][draw.number] ?? 1 } } as const);
      return plain({ proposalId: `p${draw.number}`, change });
    }
    case 'alliance:vote':
      return plain({
        proposalId: targetProposal(s, draw)?.proposalId ?? `${keystone}:p9`,
        approve: draw.form !== 0,
      });
    case 'alliance:found':
      throw new Error('a history starts after the founding');
  }
}

const known = new Map<string, ReturnType<typeof oneOffKey>>();

function keyOf(seed: string) {
  const key = known.get(seed) ?? oneOffKey(seed);
  known.set(seed, key);
  return key;
}

/** A ledger whose guard of time lets everything pass, for comparisons of one history with itself. */
export function unguardedLedger(): LedgerDouble {
  return new LedgerDouble(quickDocument, undefined, () => {});
}
