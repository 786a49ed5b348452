/** Whatever honest endorsers write and announce has a form; whoever reads blocks passes over everything else. */
import fc from 'fast-check';
import { eventForms, parseEvents } from '../../chaincode/api/event-forms';
import { ledgerEventNames } from '../../chaincode/api/events';
import { parseRecord, recordForms } from '../../chaincode/api/record-forms';
import type { LedgerRecord } from '../../chaincode/api/records';
import { makeRecordKey } from '../../chaincode/state/keys';
import { meadow } from './builders';
import { history } from './histories';
import type { Envelope } from './ledger-double';
import { envelopesOf } from './watched';

const seed = Number(process.env.CORPUS_SEED ?? 20_260_301);
const corpus = fc.sample(history(), { seed, numRuns: 60 });

const isPublic = (write: Envelope['writes'][number]) => !('collection' in write) || write.collection === undefined;

describe(`what honest endorsers write in the histories of seed ${seed}`, () => {
  let envelopes: readonly Envelope[];
  beforeAll(async () => {
    envelopes = (await Promise.all(corpus.map(envelopesOf))).flat();
  }, 120_000);

  const publicValues = () =>
    envelopes
      .flatMap(({ writes }) => writes)
      .flatMap((write) =>
        write.type === 'put' && isPublic(write)
          ? [{ key: write.key, value: JSON.parse(Buffer.from(write.value).toString()) as LedgerRecord }]
          : [],
      );
  const payloads = () => envelopes.flatMap(({ eventPayload }) => eventPayload ?? []).map((text) => JSON.parse(text));

  it('has the form of a record, under the key of the record', () => {
    const strange = publicValues().filter(
      ({ key, value }) => parseRecord(value) === undefined || makeRecordKey(value) !== key,
    );
    expect(strange).toEqual([]);
  });

  it('has the form of events', () => {
    expect(payloads().filter((payload) => parseEvents(payload) === undefined)).toEqual([]);
  });

  it('is public, at least in part, wherever something is announced', () => {
    const announcing = envelopes.filter(({ eventPayload }) => eventPayload !== undefined);
    expect(announcing.length).toBeGreaterThan(200);
    expect(announcing.filter(({ writes }) => !writes.some(isPublic))).toEqual([]);
  });

  it('shows every kind of record and every event, so that none goes unchecked', () => {
    const kinds = new Set(publicValues().map(({ value }) => value.docType));
    expect([...kinds].sort()).toEqual(Object.keys(recordForms).sort());
    const names = new Set(payloads().flatMap(({ events }) => events.map(({ name }: { name: string }) => name)));
    expect([...names].sort()).toEqual([...ledgerEventNames].sort());
    expect(Object.keys(eventForms).sort()).toEqual([...ledgerEventNames].sort());
  });
});

describe('a form', () => {
  const account = { docType: 'account', partyId: meadow, balanceFen: 1 };
  const recharge = { name: 'TokenRechargeEvent', rechargeId: 'KeystoneMSP:r1', partyId: meadow, amountFen: 1 };

  it('takes what has exactly its members', () => {
    expect(parseRecord(account)).toEqual(account);
    expect(parseEvents({ events: [recharge] })).toEqual([recharge]);
  });

  it.each<[string, unknown]>([
    ['a member too many', { ...account, more: 1 }],
    ['a member too few', { docType: 'account', partyId: meadow }],
    ['an amount that is no safe integer', { ...account, balanceFen: 2 ** 53 }],
    ['an amount with a fraction', { ...account, balanceFen: 0.5 }],
    ['an identifier with U+0000', { ...account, partyId: 'Meadow\u0000MSP' }],
    ['an identifier with a lone surrogate', { ...account, partyId: 'Meadow\ud800' }],
    ['an unknown docType', { ...account, docType: 'tomorrow' }],
    ['a docType that every object has', { ...account, docType: 'toString' }],
    ['no docType', { partyId: meadow }],
    ['__proto__ as a member', JSON.parse(`{"docType":"account","partyId":"M","balanceFen":1,"__proto__":{"x":1}}`)],
    ['a list', [account]],
    ['null', null],
    ['a text', 'account'],
  ])('takes no record with or from %s', (_, value) => {
    expect(parseRecord(value)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['no list', { events: recharge }],
    ['a member beside the list', { events: [recharge], more: 1 }],
    ['an unknown name', { events: [{ ...recharge, name: 'TomorrowEvent' }] }],
    ['a name that every object has', { events: [{ ...recharge, name: 'constructor' }] }],
    ['a member too many', { events: [{ ...recharge, more: 1 }] }],
    ['one that is none among some that are', { events: [recharge, null] }],
    ['null', null],
  ])('takes no events from %s', (_, value) => {
    expect(parseEvents(value)).toBeUndefined();
  });
});
