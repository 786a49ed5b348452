import { StatusCode } from '@hyperledger/fabric-gateway';
import { common, peer } from '@hyperledger/fabric-protos';
import type { CreditPayoutEvent } from '../../../chaincode/api/events';
import { keys } from '../../../chaincode/state/keys';
import { decodeBlock, headerHash } from '../../../gateway/ledger/decode-block';
import { allianceWith } from '../http/fakes';
import { blockOf, type TransactionParts } from './block-builder';

const partyKey = '\u0000party\u0000HarbourMSP\u0000';
const party = '{"docType":"party","keyVersion":1,"partyId":"HarbourMSP"}';
const otherOrder = '{"keyVersion":1,"docType":"party","partyId":"HarbourMSP"}';
const events = '{"events":[{"name":"PartyKeyEvent","partyId":"HarbourMSP","version":1}]}';
const honest: TransactionParts = { writes: { tallystick: { [partyKey]: party } }, event: { payload: events } };
const whole = (...transactions: TransactionParts[]) => decodeBlock(blockOf(3, transactions), 'tallystick');
const decode = (...transactions: TransactionParts[]) => whole(...transactions).transactions;

describe("a block's transaction", () => {
  it('is decoded with its position, id and time', () => {
    const [transaction] = decode({ ...honest, txId: 'abc' });

    expect(transaction).toMatchObject({ index: 0, transactionId: 'abc', time: '2026-11-20T08:30:00.123Z' });
  });

  it('has its public writes as records', () => {
    expect(decode(honest)[0]?.writes).toEqual([{ key: partyKey, record: JSON.parse(party), text: party }]);
  });

  it('has a deleted key without a record, and so one with an empty value', () => {
    expect(decode({ writes: { tallystick: { gone: undefined, emptied: '' } } })[0]?.writes).toEqual([
      { key: 'gone' },
      { key: 'emptied' },
    ]);
  });

  it('has its events', () => {
    expect(decode(honest)[0]?.events).toEqual([{ name: 'PartyKeyEvent', partyId: 'HarbourMSP', version: 1 }]);
  });

  it('has no writes of other namespaces', () => {
    const [transaction] = decode({ writes: { _lifecycle: { sequence: 'x' }, tallystick: { [partyKey]: party } } });

    expect(transaction?.writes.map(({ key }) => key)).toEqual([partyKey]);
  });

  it.each<[string, TransactionParts]>([
    ['of another chaincode', { chaincode: 'asset', event: { payload: events }, writes: { asset: { k: 'x' } } }],
    ['of configuration', { ...honest, type: 'CONFIG' }],
    ['judged invalid', { ...honest, code: StatusCode.MVCC_READ_CONFLICT }],
    ['not judged yet', { ...honest, code: StatusCode.NOT_VALIDATED }],
    ['of private writes alone, and announces nothing', { hidden: { registrar: { k: 'x' } } }],
    ["of private writes alone, with another's event", { hidden: { sealed: {} }, event: { name: 'x', payload: 'x' } }],
    ['of reads alone', { writes: { tallystick: {} } }],
  ])('is none of ours when it is %s', (_, parts) => {
    expect(whole(parts)).toMatchObject({ transactions: [], passedOver: [] });
  });

  it('keeps its position when another before it is not valid', () => {
    expect(decode({ ...honest, code: StatusCode.BAD_RWSET }, honest).map(({ index }) => index)).toEqual([1]);
  });

  it('does not take an event of another name for ours', () => {
    expect(decode({ ...honest, event: { name: 'other', payload: 'x' } })[0]?.events).toEqual([]);
  });
});

const { format: _, ...allianceOfFirstFormat } = allianceWith('CREDITOR_ORG');

const payout = (amountFen: number): CreditPayoutEvent => ({
  name: 'CreditPayoutEvent',
  period: 1,
  partyId: 'KeystoneMSP',
  transfers: [amountFen, amountFen].map((each) => ({ partyId: 'HarbourMSP', amountFen: each })),
});
const at = (seconds: number, nanos = 0) => ({ ...honest, timestamp: { seconds, nanos } });
const writing = (key: string, value: string | Uint8Array) => ({ ...honest, writes: { tallystick: { [key]: value } } });
const announcing = (payload: string | Uint8Array) => ({ ...honest, event: { payload } });

describe('a valid transaction is passed over whole', () => {
  it.each<[string, string, TransactionParts]>([
    ['announces without a public write', 'NO_PUBLIC_WRITE', { event: { payload: events } }],
    [
      'announces beside private writes alone',
      'NO_PUBLIC_WRITE',
      { hidden: { _implicit_org_WatchtowerMSP: { k: 'x' } }, event: { payload: events } },
    ],
    ['announces what is no event, beside private writes alone', 'NO_PUBLIC_WRITE', { event: { payload: 'x' } }],
    ['is of the year 33658', 'TIME_UNKNOWN', at(1e12)],
    ['is of no year that a date has', 'TIME_UNKNOWN', at(1e15)],
    ['is of a time before 1970', 'TIME_UNKNOWN', at(-1)],
    ['writes what is no JSON', 'UNREADABLE', writing(partyKey, 'no JSON')],
    [
      'writes what is no UTF-8',
      'UNREADABLE',
      writing(partyKey, Buffer.concat([Buffer.from(party), Buffer.from([0xff])])),
    ],
    ['writes what is no record', 'RECORD_UNKNOWN', writing(partyKey, '{"docType":"tomorrow"}')],
    ['writes a record with its members in another order', 'RECORD_UNKNOWN', writing(partyKey, otherOrder)],
    ['writes a record twice as long as it is', 'RECORD_UNKNOWN', writing(partyKey, party.padEnd(200))],
    ['writes a record that lacks a member', 'RECORD_UNKNOWN', writing(partyKey, '{"docType":"party"}')],
    [
      'writes an alliance as the commit before wrote it',
      'FORMAT_UNKNOWN',
      writing(keys.alliance(), JSON.stringify(allianceOfFirstFormat)),
    ],
    ["writes a record under another's key", 'KEY_UNKNOWN', writing('\u0000party\u0000MeadowMSP\u0000', party)],
    [
      'writes a record whose identifier makes no key',
      'KEY_UNKNOWN',
      writing(partyKey, `{"docType":"subject","identityKey":"k","keyed":false,"subjectId":"${'f'.repeat(65)}"}`),
    ],
    ['announces what is no JSON', 'UNREADABLE', announcing('no JSON')],
    ['announces what is no UTF-8', 'UNREADABLE', announcing(Buffer.from([0xc3, 0x28]))],
    ['announces nothing at all', 'UNREADABLE', announcing('')],
    ['announces what is no list of events', 'EVENT_UNKNOWN', announcing('{}')],
    ['announces an event that nobody knows', 'EVENT_UNKNOWN', announcing('{"events":[{"name":"TomorrowEvent"}]}')],
    [
      'announces movements that no number holds',
      'EVENT_UNKNOWN',
      announcing(JSON.stringify({ events: [payout(Number.MAX_SAFE_INTEGER)] })),
    ],
  ])('where it %s, with the code %s', (_what, code, parts) => {
    const block = whole({ ...parts, txId: 'strange' }, honest);

    expect(block.passedOver).toEqual([{ index: 0, transactionId: 'strange', code }]);
    expect(block.transactions.map(({ index }) => index)).toEqual([1]);
  });

  it('where its bytes are no envelope', () => {
    const block = blockOf(3, [honest, honest]);
    const [first = '', second = ''] = block.getData()?.getDataList() ?? [];
    block.getData()?.setDataList([Buffer.from(first as Uint8Array).subarray(0, -1), second]);

    expect(decodeBlock(block, 'tallystick')).toMatchObject({
      passedOver: [{ index: 0, transactionId: '', code: 'UNREADABLE' }],
      transactions: [{ index: 1 }],
    });
  });

  it('although what an honest payout moves is folded', () => {
    expect(decode(announcing(JSON.stringify({ events: [payout(5)] })))[0]?.events).toEqual([payout(5)]);
  });
});

/** Fabric's peers take such envelopes: whoever sends one would hide what a majority endorsed. */
describe('a transaction is decoded as Go does', () => {
  const repacked = (change: (payload: common.Payload, bytes: Uint8Array) => Uint8Array) => {
    const block = blockOf(3, [honest]);
    const envelope = common.Envelope.deserializeBinary(block.getData()?.getDataList_asU8()[0] ?? new Uint8Array());
    const bytes = envelope.getPayload_asU8();
    envelope.setPayload(change(common.Payload.deserializeBinary(bytes), bytes));
    block.getData()?.setDataList([envelope.serializeBinary()]);
    return decodeBlock(block, 'tallystick').transactions;
  };
  const emptyHeader = Buffer.from([0x0a, 0]);
  const headerAsNumber = Buffer.from([0x08, 1]);

  it.each<[string, Uint8Array]>([
    ['comes once more, empty', emptyHeader],
    ['comes once more, as a number', headerAsNumber],
  ])('where its header %s', (_, more) => {
    expect(repacked((_payload, bytes) => Buffer.concat([bytes, more]))).toEqual(decode(honest));
  });

  it('where its action comes in two parts', () => {
    const changed = repacked((payload) => {
      const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
      const [action = new peer.TransactionAction()] = transaction.getActionsList();
      // Field 2, empty: the library takes it in the place of the action before it.
      action.setPayload(Buffer.concat([action.getPayload_asU8(), Buffer.from([0x12, 0])]));
      payload.setData(transaction.serializeBinary());
      return payload.serializeBinary();
    });
    expect(changed).toEqual(decode(honest));
  });
});

describe("a block's header", () => {
  it('comes with every block, even with one that holds nothing of ours', () => {
    const block = decodeBlock(blockOf(3), 'tallystick');

    expect(block).toMatchObject({ number: 3, previousHash: '01'.repeat(32), transactions: [], passedOver: [] });
  });

  /** DER by hand: SEQUENCE { INTEGER number, OCTET STRING 01…, OCTET STRING 02… }, written and hashed by another program. */
  it.each([
    [0, '48ee5465372625f0dd4423b11bea48e2046bc641e87cb725acd138f74de45c12'],
    [127, 'd65f891abeeabe724b6892bf38cb1330454555f523b3eb88f5c7041030627fd0'],
    [128, 'c0ffbca2c19ee62fc3e76d183167f01a4de3f8f27c83daf84ee54d30774edb24'],
    [70_000, 'f9e66b16aa76cafd9d750a1249f5c358e185f94b8c7521b1d493a0e89f0a7313'],
  ])('of block %i is hashed as Fabric does', (number, expected) => {
    expect(headerHash(blockOf(number).getHeader() as common.BlockHeader)).toBe(expected);
  });

  it('of the first block has no previous hash', () => {
    const header = new common.BlockHeader();
    header.setDataHash(Buffer.alloc(32, 2));

    expect(headerHash(header)).toBe('0a3e038c1e47233245443e7b5d6f0b9a22bbf19120874368460d2145368442e4');
  });

  it('is missed', () => {
    expect(() => decodeBlock(new common.Block(), 'tallystick')).toThrow('without header');
  });
});
