/**
 * Transactions changed after their endorsement: by a client alone, or by one that has the endorsers' keys. None makes the answer
 * unparsable, on which Fabric's peers wait for ever (network/embedded/README.md).
 */
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { newEndorsement } from '../../../network/embedded/messages/transaction';
import { type Puts, resultsOf } from '../../hostile/read-write-sets';
import type { Member } from './operations';
import type { Signer } from './signed';

/** Of the peers, and of a client that endorses what it may not. */
export interface Endorsers {
  readonly peers: Readonly<Record<Member, Signer>>;
  readonly client: Signer;
}

interface Opened {
  readonly channelHeader: common.ChannelHeader;
  readonly signatureHeader: common.SignatureHeader;
  readonly transaction: peer.Transaction;
  readonly action: peer.TransactionAction;
  readonly content: peer.ChaincodeActionPayload;
  readonly endorsed: peer.ChaincodeEndorsedAction;
  /** In an order that is the same on both ledgers. */
  readonly endorsements: readonly peer.Endorsement[];
}

type Change = (opened: Opened, endorsers: Endorsers) => void;

const { kvrwset, TxReadWriteSet, NsReadWriteSet } = ledger.rwset;

const changes = {
  'endorsement broken': ({ endorsements: [first] }) => first?.setSignature(flipped(first.getSignature_asU8(), 20)),
  'endorsement dropped': ({ endorsed, endorsements }) => endorsed.setEndorsementsList(endorsements.slice(1)),
  'endorsement twice': ({ endorsed, endorsements: [first] }) =>
    endorsed.setEndorsementsList(first ? [first, first] : []),
  'no endorsement': ({ endorsed }) => endorsed.setEndorsementsList([]),
  'endorsed by a client, too': ({ endorsed }, { client }) => {
    endorsed.addEndorsements(endorse(endorsed.getProposalResponsePayload_asU8(), client));
  },
  'response changed': ({ endorsed }) =>
    endorsed.setProposalResponsePayload(flipped(endorsed.getProposalResponsePayload_asU8(), 10)),
  'arguments changed': ({ content }) =>
    content.setChaincodeProposalPayload(flipped(content.getChaincodeProposalPayload_asU8(), 10)),
  'action of another nonce': ({ action }) => {
    const header = common.SignatureHeader.deserializeBinary(action.getHeader_asU8());
    header.setNonce(flipped(header.getNonce_asU8(), 0));
    action.setHeader(header.serializeBinary());
  },
  'another nonce': ({ signatureHeader }) => signatureHeader.setNonce(flipped(signatureHeader.getNonce_asU8(), 0)),
  'another id': ({ channelHeader }) =>
    channelHeader.setTxId(channelHeader.getTxId().replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
  'another epoch': ({ channelHeader }) => channelHeader.setEpoch(1),
  'another type': ({ channelHeader }) => channelHeader.setType(common.HeaderType.MESSAGE),
  'two actions': ({ transaction, action }) => transaction.addActions(action.clone()),
  'another version': answered((answer) => answer.getChaincodeId()?.setVersion('0')),
  'no version': answered((answer) => answer.getChaincodeId()?.setVersion('')),
  'another chaincode': answered((answer) => answer.getChaincodeId()?.setName('nowhere')),
  'no chaincode': answered((answer) => answer.clearChaincodeId()),
  'a failure': answered((answer) => answer.getResponse()?.setStatus(500)),
  "another's event": answered((answer) => answer.setEvents(newEvent('nowhere'))),
  'an event': answered((answer) => answer.setEvents(newEvent('differential'))),
  'garbled results': answered((answer) => answer.setResults(Buffer.from('read and written'))),
  'no results': answered((answer) => answer.setResults('')),
  'namespace twice': answered((answer) => answer.setResults(withWrite(answer, 'differential'))),
  'write elsewhere': answered((answer) => answer.setResults(withWrite(answer, 'nowhere'))),
  'implicit collection alone, by its owner': answered((answer) => answer.setResults(hashed('MeadowMSP')), ['meadow']),
  "another's implicit collection": answered((answer) => answer.setResults(hashed('HarbourMSP')), ['meadow']),
  'implicit collection of nobody': answered((answer) => answer.setResults(hashed('NobodyMSP'))),
  'implicit collection and public keys, by its owner': answered(
    (answer) => answer.setResults(hashed('MeadowMSP', { forged: 'x' })),
    ['meadow'],
  ),
} satisfies Record<string, Change>;

export type EnvelopeFault = 'none' | keyof typeof changes;
export const envelopeFaults = Object.keys(changes) as readonly EnvelopeFault[];

/** The payload's bytes. */
export function tampered(envelope: common.Envelope, fault: EnvelopeFault, endorsers: Endorsers): Uint8Array {
  const bytes = envelope.getPayload_asU8();
  if (fault === 'none') return bytes;
  const payload = common.Payload.deserializeBinary(bytes);
  const header = payload.getHeader() ?? new common.Header();
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action = new peer.TransactionAction()] = transaction.getActionsList();
  const content = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = content.getAction() ?? new peer.ChaincodeEndorsedAction();
  const opened = {
    channelHeader: common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
    signatureHeader: common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()),
    transaction,
    action,
    content,
    endorsed,
    endorsements: endorsed.getEndorsementsList().sort(byEndorser),
  };
  endorsed.setEndorsementsList(opened.endorsements);
  changes[fault](opened, endorsers);
  action.setPayload(content.serializeBinary());
  header.setChannelHeader(opened.channelHeader.serializeBinary());
  header.setSignatureHeader(opened.signatureHeader.serializeBinary());
  payload.setData(transaction.serializeBinary());
  return payload.serializeBinary();
}

/** Another answer of the chaincode, endorsed by all who must, or by others. */
function answered(
  change: (answer: peer.ChaincodeAction) => void,
  by: readonly Member[] = ['keystone', 'harbour'],
): Change {
  return ({ endorsed }, { peers }) => {
    const payload = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    const answer = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
    change(answer);
    payload.setExtension$(answer.serializeBinary());
    const bytes = payload.serializeBinary();
    endorsed.setProposalResponsePayload(bytes);
    endorsed.setEndorsementsList(by.map((member) => endorse(bytes, peers[member])));
  };
}

function endorse(payload: Uint8Array, signer: Signer): peer.Endorsement {
  const endorser = signer.identity;
  return newEndorsement({ endorser, signature: signer.sign(Buffer.concat([payload, endorser])) });
}

function newEvent(chaincode: string): Uint8Array {
  const event = new peer.ChaincodeEvent();
  event.setChaincodeId(chaincode);
  event.setEventName('forged');
  return event.serializeBinary();
}

function withWrite(answer: peer.ChaincodeAction, namespace: string): Uint8Array {
  const write = new kvrwset.KVWrite();
  write.setKey('forged');
  write.setValue('x');
  const set = new kvrwset.KVRWSet();
  set.addWrites(write);
  const part = new NsReadWriteSet();
  part.setNamespace(namespace);
  part.setRwset(set.serializeBinary());
  const results = TxReadWriteSet.deserializeBinary(answer.getResults_asU8());
  results.addNsRwset(part);
  return results.serializeBinary();
}

function hashed(owner: string, puts: Puts = {}): Uint8Array {
  const collections = { [`_implicit_org_${owner}`]: { puts: { forged: 'x' } } };
  return resultsOf([{ namespace: 'differential', puts, collections }]);
}

function byEndorser(one: peer.Endorsement, other: peer.Endorsement): number {
  return Buffer.compare(one.getEndorser_asU8(), other.getEndorser_asU8());
}

function flipped(bytes: Uint8Array, position: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
  return changed;
}
