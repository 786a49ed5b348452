import { StatusCode } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { decodeBlock, headerHash } from '../../../gateway/ledger/decode-block';
import { blockOf, type TransactionParts } from './block-builder';

const party = '{"docType":"party","keyVersion":1,"partyId":"HarbourMSP"}';
const events = '{"events":[{"name":"PartyKeyEvent","partyId":"HarbourMSP","version":1}]}';
const decode = (...transactions: TransactionParts[]) =>
  decodeBlock(blockOf(3, transactions), 'tallystick').transactions;

describe("a block's transaction", () => {
  it('is decoded with its position, id and time', () => {
    const [transaction] = decode({ txId: 'abc', writes: { tallystick: { k: party } } });

    expect(transaction).toMatchObject({ index: 0, transactionId: 'abc', time: '2026-11-20T08:30:00.123Z' });
  });

  it('has its public writes as records', () => {
    const [transaction] = decode({ writes: { tallystick: { '\u0000party\u0000HarbourMSP\u0000': party } } });

    expect(transaction?.writes).toEqual([{ key: '\u0000party\u0000HarbourMSP\u0000', record: JSON.parse(party) }]);
  });

  it('has a deleted key without a record', () => {
    expect(decode({ writes: { tallystick: { gone: undefined } } })[0]?.writes).toEqual([{ key: 'gone' }]);
  });

  it('has its events', () => {
    const [transaction] = decode({ event: { payload: events } });

    expect(transaction?.events).toEqual([{ name: 'PartyKeyEvent', partyId: 'HarbourMSP', version: 1 }]);
  });

  it('has no writes of other namespaces', () => {
    const [transaction] = decode({ writes: { _lifecycle: { sequence: 'x' }, tallystick: { k: party } } });

    expect(transaction?.writes.map(({ key }) => key)).toEqual(['k']);
  });

  it.each([
    ['of another chaincode', { chaincode: 'asset', event: { payload: events }, writes: { asset: { k: 'x' } } }],
    ['of configuration', { type: 'CONFIG' as const, writes: { tallystick: { k: party } } }],
    ['judged invalid', { code: StatusCode.MVCC_READ_CONFLICT, writes: { tallystick: { k: party } } }],
    ['not judged yet', { code: StatusCode.NOT_VALIDATED, writes: { tallystick: { k: party } } }],
  ])('is passed over when it is %s', (_, parts) => {
    expect(decode(parts)).toEqual([]);
  });

  it('keeps its position when another before it is passed over', () => {
    const own = { writes: { tallystick: { k: party } } };

    expect(decode({ ...own, code: StatusCode.BAD_RWSET }, own).map(({ index }) => index)).toEqual([1]);
  });

  it('does not take an event of another name for ours', () => {
    expect(decode({ event: { name: 'other', payload: 'x' }, writes: { tallystick: { k: party } } })[0]?.events).toEqual(
      [],
    );
  });

  it('fails where a value of the chaincode is no JSON', () => {
    expect(() => decode({ writes: { tallystick: { k: 'no JSON' } } })).toThrow(SyntaxError);
  });
});

describe("a block's header", () => {
  it('comes with every block, even with one that holds nothing of ours', () => {
    const block = decodeBlock(blockOf(3), 'tallystick');

    expect(block).toMatchObject({ number: 3, previousHash: '01'.repeat(32), transactions: [] });
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
