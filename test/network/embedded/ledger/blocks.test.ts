import { common, peer } from '@hyperledger/fabric-protos';
import forge from 'node-forge';
import { dataHash, headerHash, writeBlock } from '../../../../network/embedded/ledger/blocks';
import { sha256 } from '../../../../network/embedded/ledger/hash';
import type { CommittedBlock } from '../../../../network/embedded/ledger/types';
import { bytes, codes, endorse, newLedger, newOptions, put, reopened, submit } from './harness';

const { SIGNATURES, TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;

/** The header hash by another implementation of DER. */
function hashOfHeader(header: common.BlockHeader): Buffer {
  const { asn1 } = forge;
  const octets = (value: Uint8Array) =>
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, Buffer.from(value).toString('binary'));
  const number = asn1.create(
    asn1.Class.UNIVERSAL,
    asn1.Type.INTEGER,
    false,
    asn1.integerToDer(header.getNumber()).getBytes(),
  );
  const parts = [number, octets(header.getPreviousHash_asU8()), octets(header.getDataHash_asU8())];
  const sequence = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, parts);
  return sha256(Buffer.from(asn1.toDer(sequence).getBytes(), 'binary'));
}

const parsed = (block: Uint8Array): common.Block => common.Block.deserializeBinary(block);

const headerOf = (block: Uint8Array): common.BlockHeader => parsed(block).getHeader() as common.BlockHeader;

const slot = (block: Uint8Array, index: number): Uint8Array =>
  parsed(block).getMetadata()?.getMetadataList_asU8()[index] as Uint8Array;

function newGenesis(): Buffer {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.CONFIG);
  channelHeader.setTxId('configuration');
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  const message = new common.Envelope();
  message.setPayload(payload.serializeBinary());
  const envelope = Buffer.from(message.serializeBinary());
  const blockHeader = { number: 0, previousHash: Buffer.alloc(0), dataHash: dataHash([envelope]) };
  return writeBlock({ header: blockHeader, envelopes: [envelope], codes: [0], commitHash: Buffer.alloc(0) });
}

describe('the chain of blocks', () => {
  test('links each header to the one before it and covers the transactions', async () => {
    const ledger = await newLedger({ genesis: newGenesis() });
    for (let i = 0; i < 140; i++) {
      await submit(ledger, put(['a', String(i)]));
    }
    let previous: Buffer = Buffer.alloc(0);
    for (let number = 0; number < ledger.height; number++) {
      const block = (await ledger.block(number)) as Buffer;
      const header = headerOf(block);
      expect(header.getNumber()).toBe(number);
      expect(Buffer.from(header.getPreviousHash_asU8())).toEqual(previous);
      expect(Buffer.from(header.getDataHash_asU8())).toEqual(
        sha256(...(parsed(block).getData()?.getDataList_asU8() ?? [])),
      );
      previous = hashOfHeader(header);
      expect(await ledger.blockNumberByHash(previous)).toBe(number);
    }
    expect(await ledger.blockNumberByHash(sha256('nothing'))).toBeUndefined();
    expect(await ledger.block(ledger.height)).toBeUndefined();
  });

  test('holds the envelopes as they were handed over, and the codes beside them', async () => {
    const ledger = await newLedger();
    const valid = await endorse(ledger, put(['a', '1']));
    const refused = await endorse(ledger, put(['a', '1']), { code: peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE });
    const block = await ledger.commit([valid, refused]);
    expect(
      parsed(block.bytes)
        .getData()
        ?.getDataList_asU8()
        .map((data) => Buffer.from(data)),
    ).toEqual([valid.envelope, refused.envelope]);
    expect([...slot(block.bytes, TRANSACTIONS_FILTER)]).toEqual([0, 10]);
    expect(await ledger.block(0)).toEqual(block.bytes);
    expect(Buffer.from(parsed(block.bytes).serializeBinary())).toEqual(block.bytes);
  });

  test('carries the number of the last configuration where the signatures would be', async () => {
    const ledger = await newLedger();
    const block = await submit(ledger, put(['a', '1']));
    const signatures = common.Metadata.deserializeBinary(slot(block.bytes, SIGNATURES));
    expect(signatures.getSignaturesList()).toEqual([]);
    const value = common.OrdererBlockMetadata.deserializeBinary(signatures.getValue_asU8());
    expect(value.getLastConfig()?.getIndex()).toBe(0);
    expect(parsed(block.bytes).getMetadata()?.getMetadataList()).toHaveLength(5);
  });

  test('carries a commit hash that chains codes and effects, from block 1', async () => {
    const commitHash = (block: CommittedBlock) =>
      Buffer.from(common.Metadata.deserializeBinary(slot(block.bytes, COMMIT_HASH)).getValue_asU8());
    const history = async (last: string) => {
      const ledger = await newLedger({ genesis: newGenesis() });
      await submit(ledger, put(['a', '1']), { txId: 'one' });
      return commitHash(await submit(ledger, put(['a', last]), { txId: 'two' }));
    };
    const empty = await newLedger();
    expect(commitHash(await empty.commit([]))).toHaveLength(0);
    expect(commitHash(await empty.commit([]))).toEqual(sha256(Buffer.from([0])));
    expect(await history('2')).toEqual(await history('2'));
    expect(await history('2')).not.toEqual(await history('3'));
  });

  test('begins with the block that it was given', async () => {
    const options = newOptions({ genesis: newGenesis() });
    const ledger = await reopened(options);
    expect(ledger.height).toBe(1);
    expect(await ledger.block(0)).toEqual(options.genesis);
    expect(await ledger.transactionStatus('configuration')).toEqual({ block: 0, code: 0 });
    await ledger.close();
    const again = await reopened({ ...options, genesis: undefined });
    expect(again.height).toBe(1);
  });

  test('does not begin with anything but a block 0', async () => {
    const header = { number: 0, previousHash: Buffer.alloc(0), dataHash: sha256('else') };
    const genesis = writeBlock({ header, envelopes: [bytes('')], codes: [0], commitHash: Buffer.alloc(0) });
    await expect(newLedger({ genesis })).rejects.toThrow('no block 0');
  });
});

describe('a header hash', () => {
  test.each([0, 1, 127, 128, 255, 256, 32_767, 32_768, 2 ** 32, 2 ** 47])(
    'of number %d is of its DER form',
    (number) => {
      const hash = headerHash({ number, previousHash: sha256('p'), dataHash: sha256('d') });
      if (number < 2 ** 31) {
        const header = new common.BlockHeader();
        header.setNumber(number);
        header.setPreviousHash(sha256('p'));
        header.setDataHash(sha256('d'));
        expect(hash).toEqual(hashOfHeader(header));
      }
      const digits = Buffer.from(`${number.toString(16).length % 2 === 1 ? '0' : ''}${number.toString(16)}`, 'hex');
      const integer = (digits[0] as number) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
      const content = Buffer.concat([
        Buffer.from([2, integer.length]),
        integer,
        ...['p', 'd'].flatMap((part) => [Buffer.from([4, 32]), sha256(part)]),
      ]);
      expect(hash).toEqual(sha256(Buffer.from([0x30, content.length]), content));
    },
  );
});

describe('a listener', () => {
  test('hears of each block once it is on the ledger, until it is taken off', async () => {
    const ledger = await newLedger();
    const heard: [number, number][] = [];
    const off = ledger.onBlock(({ number }) => heard.push([number, ledger.height]));
    await submit(ledger, put(['a', '1']));
    await submit(ledger, put(['a', '2']));
    off();
    off();
    await submit(ledger, put(['a', '3']));
    expect(heard).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('commits that overlap', () => {
  test('are done one after the other', async () => {
    const ledger = await newLedger();
    const count = await Promise.all([1, 2, 3, 4].map((value) => endorse(ledger, put(['a', String(value)]))));
    const blocks = await Promise.all(count.map((transaction) => ledger.commit([transaction])));
    expect(blocks.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(blocks.flatMap(codes)).toEqual([0, 0, 0, 0]);
  });
});
