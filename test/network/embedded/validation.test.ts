/** The first step of validation, on transactions made by hand: one test for each code that a member's client could bring about. */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../../../network/embedded/channel/channel';
import { newEndorsementRules } from '../../../network/embedded/channel/endorsement-rules';
import { Membership } from '../../../network/embedded/channel/membership';
import { validateTransaction } from '../../../network/embedded/channel/validation';
import { transactionId } from '../../../network/embedded/messages/bytes';
import { proposalHash } from '../../../network/embedded/messages/proposal';
import { newEndorsement } from '../../../network/embedded/messages/transaction';
import { serializeIdentity } from '../../../network/identity/identity';
import { Msps } from '../../../network/identity/msp';
import { newOrganisation } from '../../../network/identity/organisation';
import { newSigner } from '../../../network/identity/signature';

interface Signer {
  readonly identity: Buffer;
  readonly sign: (message: Uint8Array) => Buffer;
}

/** Watchtower endorses nothing. */
const members = ['Keystone', 'Harbour', 'Meadow', 'Watchtower'];
const peers = new Map<string, Signer>();
let client: Signer;
let channel: Channel;

beforeAll(async () => {
  const roots: { mspId: string; rootCertificates: string[] }[] = [];
  for (const mspId of members) {
    const organisation = await newOrganisation({
      domain: `${mspId.toLowerCase()}.example.com`,
      members: [
        { name: 'peer0', role: 'peer' },
        { name: 'User1', role: 'client' },
      ],
    });
    const [ofPeer, ofClient] = organisation.members.map(({ signing }) => ({
      identity: serializeIdentity(mspId, signing.certificate),
      sign: newSigner(createPrivateKey(signing.privateKey)),
    }));
    if (!ofPeer || !ofClient) throw new Error('not everybody was enrolled');
    peers.set(mspId, ofPeer);
    client = ofClient;
    roots.push({ mspId, rootCertificates: [organisation.authorities.signing.certificate] });
  }
  const collection = (name: string, endorsementPolicy?: string) => ({
    name,
    members,
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
    ...(endorsementPolicy !== undefined && { endorsementPolicy }),
  });
  const collections = [collection('plain'), collection('alone', "OR('Meadow.peer')")];
  const definitions = new Map([['loans', { name: 'loans', version: '1', collections }]]);
  channel = {
    name: 'alliance',
    definitions,
    membership: new Membership('alliance', new Msps(roots)),
    rules: newEndorsementRules({ definitions, endorsers: members.slice(0, 3), members }),
  } as unknown as Channel;
});

interface Changes {
  readonly type?: number;
  readonly txId?: string;
  readonly creator?: Signer;
  readonly signature?: (payload: Uint8Array) => Buffer;
  readonly chaincode?: string;
  readonly named?: string;
  readonly version?: string;
  readonly eventOf?: string;
  readonly hash?: Buffer;
  readonly results?: Uint8Array;
  readonly endorsers?: readonly string[];
  readonly endorsed?: (responsePayload: Uint8Array) => Uint8Array;
}

function codeOf(changes: Changes = {}): string {
  const { code } = validateTransaction(newTransaction(changes), channel);
  return Object.entries(peer.TxValidationCode).find(([, number]) => number === code)?.[0] ?? '';
}

function newTransaction(changes: Changes): Buffer {
  const { creator = client, chaincode = 'loans', endorsers = ['Keystone', 'Harbour'] } = changes;
  const nonce = randomBytes(24);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setNonce(nonce);
  signatureHeader.setCreator(creator.identity);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(chaincodeId(chaincode));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(changes.type ?? common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setTxId(changes.txId ?? transactionId(nonce, creator.identity));
  channelHeader.setExtension$(extension.serializeBinary());
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const publicPayload = new peer.ChaincodeProposalPayload().serializeBinary();
  const response = new peer.ProposalResponsePayload();
  const hash = proposalHash(header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), publicPayload);
  response.setProposalHash(changes.hash ?? hash);
  response.setExtension$(chaincodeAction(changes));
  const responsePayload = response.serializeBinary();
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(responsePayload);
  endorsed.setEndorsementsList(
    endorsers.flatMap((mspId) => {
      const signer = peers.get(mspId);
      if (!signer) return [];
      const message = Buffer.concat([changes.endorsed?.(responsePayload) ?? responsePayload, signer.identity]);
      return newEndorsement({ endorser: signer.identity, signature: signer.sign(message) });
    }),
  );
  const payload = new peer.ChaincodeActionPayload();
  payload.setChaincodeProposalPayload(publicPayload);
  payload.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(header.getSignatureHeader_asU8());
  action.setPayload(payload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  const envelopePayload = new common.Payload();
  envelopePayload.setHeader(header);
  envelopePayload.setData(transaction.serializeBinary());
  const bytes = envelopePayload.serializeBinary();
  const envelope = new common.Envelope();
  envelope.setPayload(bytes);
  envelope.setSignature(changes.signature?.(bytes) ?? creator.sign(bytes));
  return Buffer.from(envelope.serializeBinary());
}

function chaincodeId(name: string, version = ''): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(name);
  id.setVersion(version);
  return id;
}

function chaincodeAction({
  chaincode = 'loans',
  named = chaincode,
  version = '1',
  eventOf,
  results,
}: Changes): Uint8Array {
  const action = new peer.ChaincodeAction();
  action.setChaincodeId(chaincodeId(named, version));
  action.setResults(results ?? writes({ namespace: 'loans', keys: ['k'] }));
  if (eventOf !== undefined) {
    const event = new peer.ChaincodeEvent();
    event.setChaincodeId(eventOf);
    action.setEvents(event.serializeBinary());
  }
  return action.serializeBinary();
}

interface Writes {
  readonly namespace: string;
  readonly keys?: readonly string[];
  readonly collections?: readonly string[];
}

function writes(...namespaces: readonly Writes[]): Uint8Array {
  const { rwset } = ledger;
  const { kvrwset } = rwset;
  const set = new rwset.TxReadWriteSet();
  set.setNsRwsetList(
    namespaces.map(({ namespace, keys = [], collections = [] }) => {
      const keyed = new kvrwset.KVRWSet();
      keyed.setWritesList(
        keys.map((key) => {
          const write = new kvrwset.KVWrite();
          write.setKey(key);
          return write;
        }),
      );
      const entry = new rwset.NsReadWriteSet();
      entry.setNamespace(namespace);
      entry.setRwset(keyed.serializeBinary());
      entry.setCollectionHashedRwsetList(collections.map(hashedWrite));
      return entry;
    }),
  );
  return set.serializeBinary();
}

function hashedWrite(collection: string): ledger.rwset.CollectionHashedReadWriteSet {
  const hashed = new ledger.rwset.kvrwset.HashedRWSet();
  hashed.setHashedWritesList([new ledger.rwset.kvrwset.KVWriteHash()]);
  const entry = new ledger.rwset.CollectionHashedReadWriteSet();
  entry.setCollectionName(collection);
  entry.setHashedRwset(hashed.serializeBinary());
  return entry;
}

describe('form', () => {
  test('a transaction as a client makes it is valid', () => {
    expect(codeOf()).toBe('VALID');
  });

  test.each<[string, string, Changes]>([
    ['a configuration update', 'UNSUPPORTED_TX_PAYLOAD', { type: common.HeaderType.CONFIG_UPDATE }],
    ['another type of header', 'BAD_COMMON_HEADER', { type: common.HeaderType.MESSAGE }],
    ['a signature of other bytes', 'BAD_CREATOR_SIGNATURE', { signature: () => client.sign(Buffer.from('other')) }],
    ['an id that is not of creator and nonce', 'BAD_PROPOSAL_TXID', { txId: 'f'.repeat(64) }],
    ['an answer to another proposal', 'INVALID_ENDORSER_TRANSACTION', { hash: Buffer.alloc(32) }],
    ['an event in the name of another chaincode', 'INVALID_OTHER_REASON', { eventOf: 'tokens' }],
    ['a chaincode that is not defined', 'INVALID_CHAINCODE', { chaincode: 'tokens' }],
    ['another chaincode than the header names', 'INVALID_CHAINCODE', { named: 'tokens' }],
    ['a chaincode without a version', 'INVALID_CHAINCODE', { version: '' }],
  ])('%s is %s', (_, code, changes) => {
    expect(codeOf(changes)).toBe(code);
  });

  test('writes to a chaincode that is not defined are of an invalid chaincode', () => {
    const publicly = writes({ namespace: 'loans', keys: ['k'] }, { namespace: 'tokens', keys: ['k'] });
    expect(codeOf({ results: publicly })).toBe('INVALID_CHAINCODE');
    expect(codeOf({ results: writes({ namespace: 'tokens', collections: ['plain'] }) })).toBe('INVALID_CHAINCODE');
  });

  test('a namespace that is written twice is an illegal write set', () => {
    const results = writes({ namespace: 'loans', keys: ['a'] }, { namespace: 'loans', keys: ['b'] });
    expect(codeOf({ results })).toBe('ILLEGAL_WRITESET');
  });
});

describe('endorsement', () => {
  const failed = 'ENDORSEMENT_POLICY_FAILURE';

  test('a majority of the members is needed', () => {
    expect(codeOf({ endorsers: ['Keystone'] })).toBe(failed);
    expect(codeOf({ endorsers: ['Meadow', 'Harbour'] })).toBe('VALID');
  });

  test('the same endorser twice counts once', () => {
    expect(codeOf({ endorsers: ['Keystone', 'Keystone'] })).toBe(failed);
  });

  test('a signature of another answer does not count', () => {
    expect(codeOf({ endorsed: () => Buffer.from('other') })).toBe(failed);
  });

  test("a transaction that writes nothing needs the chaincode's policy all the same", () => {
    expect(codeOf({ results: writes(), endorsers: ['Keystone'] })).toBe(failed);
    expect(codeOf({ results: writes() })).toBe('VALID');
  });

  test("a collection without a policy of its own needs the chaincode's", () => {
    const results = writes({ namespace: 'loans', collections: ['plain'] });
    expect(codeOf({ results, endorsers: ['Meadow'] })).toBe(failed);
    expect(codeOf({ results })).toBe('VALID');
  });

  test("a collection's own policy takes the place of the chaincode's, for that collection only", () => {
    const alone = writes({ namespace: 'loans', collections: ['alone'] });
    expect(codeOf({ results: alone, endorsers: ['Meadow'] })).toBe('VALID');
    expect(codeOf({ results: alone })).toBe(failed);
    const both = writes({ namespace: 'loans', keys: ['k'], collections: ['alone'] });
    expect(codeOf({ results: both, endorsers: ['Meadow'] })).toBe(failed);
    expect(codeOf({ results: both, endorsers: ['Meadow', 'Harbour'] })).toBe('VALID');
  });

  test("an organisation's implicit collection needs any of its peers, whether it endorses or not, and nobody else", () => {
    const own = writes({ namespace: 'loans', collections: ['_implicit_org_Watchtower'] });
    expect(codeOf({ results: own, endorsers: ['Watchtower'] })).toBe('VALID');
    expect(codeOf({ results: own })).toBe(failed);
    const both = writes({ namespace: 'loans', keys: ['k'], collections: ['_implicit_org_Watchtower'] });
    expect(codeOf({ results: both, endorsers: ['Watchtower'] })).toBe(failed);
    expect(codeOf({ results: both, endorsers: ['Watchtower', 'Keystone', 'Harbour'] })).toBe('VALID');
  });

  test('implicit collections of strangers satisfy no policy', () => {
    const results = writes({ namespace: 'loans', collections: ['_implicit_org_Stranger'] });
    expect(codeOf({ results, endorsers: members })).toBe(failed);
  });

  test('writes to a collection that is not defined satisfy no policy', () => {
    expect(codeOf({ results: writes({ namespace: 'loans', collections: ['unheard-of'] }) })).toBe(failed);
  });
});
