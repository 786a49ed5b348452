/** The store's answers computed the simplest way: a map of records in the order of the ledger, and scans of it. */
import type { LedgerEvent } from '../../../chaincode/api/events';
import { eventMovements } from '../../../chaincode/api/movements';
import { confirmStatuses, type LedgerRecord, planStatuses } from '../../../chaincode/api/records';
import type { StandingProposal } from '../../../gateway/alliance/store';
import type { LedgerBlock, LedgerTransaction } from '../../../gateway/ledger/types';
import type { StoredEvent } from '../../../gateway/operations/event-store';
import type { ConfirmFilter, PlanFilter } from '../../../gateway/plans/store';
import type { Order } from '../../../gateway/store/search';
import type { Page, Paged } from '../../../gateway/store/types';
import type { Store } from '../../../gateway/stores';
import type { StatementEntry } from '../../../gateway/tokens/store';

type Kind = LedgerRecord['docType'];
type OfKind<T extends Kind> = Extract<LedgerRecord, { docType: T }>;

export type Answering = Omit<
  Store,
  | 'userByToken'
  | 'createUser'
  | 'makeUser'
  | 'openSession'
  | 'sessionByValue'
  | 'sessions'
  | 'endSession'
  | 'userTokens'
  | 'keepApproval'
  | 'approval'
  | 'approvals'
  | 'endApproval'
  | 'expireApprovals'
  | 'addUserToken'
  | 'rotateUserToken'
  | 'revokeUserToken'
  | 'wasUserMade'
  | 'removeUser'
  | 'users'
  | 'acquireLease'
  | 'releaseLease'
  | 'close'
  | 'checkpoint'
  | 'audit'
  | 'imports'
  | 'chain'
  | 'webhooks'
  | 'subjects'
  | 'evaluator'
  | 'evaluation'
  | 'evaluationAnswers'
  | 'evaluationsToAnswer'
  | 'attachment'
  | 'subjectKey'
  | 'subjectKeys'
  | 'ownerOfSubjectKey'
  | 'passedOver'
  | 'outbox'
  | 'records'
  | 'registrar'
  | 'reports'
  | 'queries'
>;

export class NaiveStore implements Answering {
  readonly #records = new Map<string, LedgerRecord>();
  readonly #firstBlocks = new Map<string, number>();
  readonly #events: (StoredEvent & { readonly event: LedgerEvent })[] = [];

  async applyBlock(block: LedgerBlock): Promise<[]> {
    for (const transaction of block.transactions) this.#apply(block.number, transaction);
    return [];
  }

  #apply(block: number, { index: tx, time, writes, events }: LedgerTransaction): void {
    for (const { key, record } of writes) {
      if (record === undefined) {
        this.#records.delete(key);
        this.#firstBlocks.delete(key);
      } else {
        this.#records.set(key, record);
        if (!this.#firstBlocks.has(key)) this.#firstBlocks.set(key, block);
      }
    }
    for (const [index, event] of events.entries()) this.#events.push({ id: `${block}.${tx}.${index}`, time, event });
  }

  #all<T extends Kind>(docType: T): readonly OfKind<T>[] {
    return [...this.#records.values()].filter((record): record is OfKind<T> => record.docType === docType);
  }

  #day(): number | undefined {
    return this.#all('ledgerDay')[0]?.day;
  }

  #proposals(): readonly StandingProposal[] {
    const day = this.#day() ?? 0;
    return this.#all('proposal').map((proposal) =>
      proposal.status === 'OPEN' && proposal.voteByDay < day ? { ...proposal, status: 'LAPSED' } : proposal,
    );
  }

  alliance = async () => this.#all('alliance')[0];
  ledgerDay = async () => this.#day();
  proposal: Store['proposal'] = async (id) => this.#proposals().find(({ proposalId }) => proposalId === id);
  party: Store['party'] = async (id) => this.#all('party').find(({ partyId }) => partyId === id);
  partyKey: Store['partyKey'] = async (id, version) =>
    this.#all('partyKey').find((key) => key.partyId === id && key.version === version);
  confirm: Store['confirm'] = async (id) => this.#all('confirm').find(({ confirmId }) => confirmId === id);
  recharge: Store['recharge'] = async (id) => this.#all('recharge').find(({ rechargeId }) => rechargeId === id);
  redemption: Store['redemption'] = async (id) =>
    this.#all('redemption').find(({ redemptionId }) => redemptionId === id);

  proposals: Store['proposals'] = async (status, page) =>
    newestFirst(
      this.#proposals().filter((proposal) => status === undefined || proposal.status === status),
      page,
    );
  recharges: Store['recharges'] = async (page) => newestFirst(this.#all('recharge'), page);
  redemptions: Store['redemptions'] = async ({ status, partyId }, page) =>
    newestFirst(
      this.#all('redemption').filter(
        (redemption) =>
          (status === undefined || redemption.status === status) &&
          (partyId === undefined || redemption.partyId === partyId),
      ),
      page,
    );

  plan: Store['plan'] = async (id) => this.#plans({}).find(({ plan }) => plan.assetId === id);
  #plans(filter: PlanFilter) {
    const { status, contributor, participator, loanKind, form, assetIdPrefix = '' } = filter;
    const { publishedFrom = '', publishedTo = '9', amountFromRmb = 0, amountToRmb = Infinity } = filter;
    const views = this.#all('plan').map((plan) => ({
      plan,
      confirms: this.#all('confirm').filter(({ assetId }) => assetId === plan.assetId),
    }));
    return views.filter(
      ({ plan, confirms }) =>
        (status === undefined || plan.status === status) &&
        (contributor === undefined || plan.contributor === contributor) &&
        (loanKind === undefined || plan.borrowerPerson.loanKind === loanKind) &&
        (form === undefined || plan.joinLimit.form === form) &&
        plan.assetId.startsWith(assetIdPrefix) &&
        plan.publishedTime >= publishedFrom &&
        plan.publishedTime < publishedTo &&
        plan.borrowerPerson.amountRmb >= amountFromRmb &&
        plan.borrowerPerson.amountRmb <= amountToRmb &&
        (participator === undefined || confirms.some(({ partyId }) => partyId === participator)),
    );
  }

  #confirms(filter: ConfirmFilter) {
    const { status, assetId, contributor, participator, confirmIdPrefix = '' } = filter;
    const { confirmedFrom = '', confirmedTo = '9', amountFromRmb = 0, amountToRmb = Infinity } = filter;
    return this.#all('confirm').filter(
      (confirm) =>
        (status === undefined || confirm.status === status) &&
        (assetId === undefined || confirm.assetId === assetId) &&
        (contributor === undefined || confirm.contributor === contributor) &&
        (participator === undefined || confirm.partyId === participator) &&
        confirm.confirmId.startsWith(confirmIdPrefix) &&
        confirm.confirmTime >= confirmedFrom &&
        confirm.confirmTime < confirmedTo &&
        confirm.confirmTakeInLimitRmb >= amountFromRmb &&
        confirm.confirmTakeInLimitRmb <= amountToRmb,
    );
  }

  plans: Store['plans'] = async (filter, { order, ...page }) =>
    newestFirst(
      sorted(this.#plans(filter), order, ({ plan }) => plan.borrowerPerson.amountRmb),
      page,
    );
  countPlans: Store['countPlans'] = async (filter) =>
    countsOf(
      planStatuses,
      this.#plans(filter).map(({ plan }) => plan),
    );
  confirms: Store['confirms'] = async (filter, { order, ...page }) =>
    newestFirst(
      sorted(this.#confirms(filter), order, ({ confirmTakeInLimitRmb }) => confirmTakeInLimitRmb),
      page,
    );
  countConfirms: Store['countConfirms'] = async (filter) => countsOf(confirmStatuses, this.#confirms(filter));

  plansUpTo: Store['plansUpTo'] = async (block, assetIds) => {
    const found = [...this.#records].flatMap(([key, record]) =>
      record.docType === 'plan' && (this.#firstBlocks.get(key) ?? 0) <= block ? record.assetId : [],
    );
    return new Set(found.filter((assetId) => assetIds.includes(assetId)));
  };

  account: Store['account'] = async (partyId) => {
    const own = [...this.#records.values()].filter((record) => 'partyId' in record && record.partyId === partyId);
    let [balanceFen, heldFen] = [0, 0];
    for (const record of own) {
      if (record.docType === 'account') balanceFen += record.balanceFen;
      if (record.docType === 'tokenCredit') balanceFen += record.amountFen;
      if (record.docType === 'confirm' && /^(HELD|DELIVERED)$/.test(record.status)) heldFen += record.tokenFen;
      if (record.docType === 'redemption' && /^(REQUESTED|SETTLED|OBJECTED)$/.test(record.status))
        heldFen += record.amountFen;
    }
    return { balanceFen, heldFen };
  };
  accounts: Store['accounts'] = async () => {
    const counted = [...this.#records.values()].filter(({ docType }) =>
      ['account', 'tokenCredit', 'confirm', 'redemption'].includes(docType),
    );
    const owners = new Set(counted.filter(counts).map((record) => String(Reflect.get(record, 'partyId'))));
    return Promise.all([...owners].map(async (partyId) => ({ partyId, ...(await this.account(partyId)) })));
  };
  tokenCredits: Store['tokenCredits'] = async (partyId, limit) =>
    this.#all('tokenCredit')
      .filter((credit) => credit.partyId === partyId)
      .sort((one, other) => other.amountFen - one.amountFen)
      .slice(0, limit);
  statement: Store['statement'] = async (party, page) => {
    const entries = this.#events.flatMap(({ id: entryId, time, event }) =>
      eventMovements(event)
        .filter(({ partyId }) => partyId === party)
        .map(
          ({ kind, reference, balanceFen, heldFen }): StatementEntry =>
            // Plus zero: a fee of zero moves minus zero.
            ({ entryId, time, kind, reference, balanceFen: balanceFen + 0, heldFen: heldFen + 0 }),
        ),
    );
    return newestFirst(entries, page);
  };

  confirmsToDeliver: Store['confirmsToDeliver'] = async (contributor, now, limit) =>
    this.#all('confirm')
      .filter((confirm) => confirm.contributor === contributor && confirm.status === 'HELD' && now <= confirm.deliverBy)
      .slice(0, limit);
  confirmsToAccept: Store['confirmsToAccept'] = async (party, dayStart, limit) =>
    this.#all('confirm')
      .filter(
        ({ partyId, status, disputeBy = '' }) => partyId === party && status === 'DELIVERED' && dayStart < disputeBy,
      )
      .slice(0, limit);
  confirmsToExpire: Store['confirmsToExpire'] = async (party, { now, dayStart }, limit) => {
    const isOverdue = ({ status, refundFrom, disputeBy = '' }: OfKind<'confirm'>) =>
      (status === 'HELD' && refundFrom < now) || (status === 'DELIVERED' && disputeBy <= dayStart);
    const deadline = ({ status, refundFrom, disputeBy = '' }: OfKind<'confirm'>) =>
      status === 'HELD' ? refundFrom : disputeBy;
    return this.#all('confirm')
      .filter((confirm) => [confirm.partyId, confirm.contributor].includes(party) && isOverdue(confirm))
      .sort((one, other) => deadline(one).localeCompare(deadline(other)))
      .slice(0, limit);
  };
  plansToClose: Store['plansToClose'] = async (contributor, now, limit) =>
    this.#all('plan')
      .filter((plan) => plan.contributor === contributor && plan.status === 'OPEN' && plan.joinLimit.endTime < now)
      .sort((one, other) => one.joinLimit.endTime.localeCompare(other.joinLimit.endTime))
      .slice(0, limit);
  redemptionsDue: Store['redemptionsDue'] = async ({ statuses, partyId }, until, limit) => {
    const end = ({ status, cancelFrom, objectBy = '9', decideBy = '9' }: OfKind<'redemption'>) =>
      status === 'REQUESTED' ? cancelFrom : status === 'SETTLED' ? objectBy : decideBy;
    return this.#all('redemption')
      .filter((redemption) => partyId === undefined || redemption.partyId === partyId)
      .filter((redemption) => statuses.includes(redemption.status) && end(redemption) <= until)
      .sort((one, other) => end(one).localeCompare(end(other)))
      .slice(0, limit);
  };

  lastEventId: Store['lastEventId'] = async () => this.#events.at(-1)?.id;
  events: Store['events'] = async (after, names, limit) => {
    const start = after === undefined ? 0 : this.#events.findIndex(({ id }) => id === after) + 1;
    return this.#events
      .slice(start)
      .filter(({ event }) => names === undefined || names.includes(event.name))
      .slice(0, limit);
  };
}

/** In the order that newestFirst turns around. */
function sorted<T>(items: readonly T[], order: Order | undefined, amountOf: (item: T) => number): readonly T[] {
  const upwards = order?.by === 'amount' ? items.toSorted((one, other) => amountOf(one) - amountOf(other)) : items;
  return order?.direction === 'asc' ? upwards.toReversed() : upwards;
}

function countsOf<S extends string>(statuses: readonly S[], items: readonly { readonly status: S }[]) {
  const count = (status: S) => items.filter((item) => item.status === status).length;
  return Object.fromEntries(statuses.map((status) => [status, count(status)])) as Record<S, number>;
}

/** Whether it is of a kind and at a stage that an account counts. */
function counts(record: LedgerRecord): boolean {
  if (record.docType === 'confirm') return /^(HELD|DELIVERED)$/.test(record.status);
  return record.docType !== 'redemption' || /^(REQUESTED|SETTLED|OBJECTED)$/.test(record.status);
}

/** The cursor is the number of items before it. */
function newestFirst<T>(items: readonly T[], { cursor = '0', limit }: Page): Paged<T> {
  const start = Number(cursor);
  const shown = items.toReversed().slice(start, start + limit);
  return start + limit < items.length ? { items: shown, nextCursor: String(start + limit) } : { items: shown };
}
