/**
 * Validation of ordered transactions, first step: form, creator, transaction id, proposal hash, and the endorsement policies of everything
 * written. It depends on no state; duplicates, MVCC and phantoms are the ledger's second step.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { isSatisfied, type Policy } from '../../identity/policy';
import type { OrderedTransaction, ValidationCode } from '../ledger/types';
import { asBuffer, transactionId } from '../messages/bytes';
import { proposalHash } from '../messages/proposal';
import { type ActionParts, type EnvelopeParts, readAction, readEnvelope } from '../messages/transaction';
import type { Channel } from './channel';

const Code = peer.TxValidationCode;
const longestTurnMs = 8;

/** Validates in order, and lets other work of the process through between transactions. */
export async function validateBatch(batch: readonly Buffer[], channel: Channel): Promise<OrderedTransaction[]> {
  const validated: OrderedTransaction[] = [];
  let turnStart = performance.now();
  for (const envelope of batch) {
    validated.push(validateTransaction(envelope, channel));
    if (performance.now() - turnStart < longestTurnMs) continue;
    await nextTurn();
    turnStart = performance.now();
  }
  return validated;
}

export function validateTransaction(envelope: Buffer, channel: Channel): OrderedTransaction {
  const invalid = (code: ValidationCode, parts?: EnvelopeParts): OrderedTransaction => ({
    envelope,
    txId: parts?.txId ?? '',
    code,
    publicResults: Buffer.alloc(0),
    timestamp: parts?.timestamp ?? { seconds: 0, nanos: 0 },
  });
  let parts: EnvelopeParts;
  try {
    parts = readEnvelope(common.Envelope.deserializeBinary(envelope));
  } catch {
    return invalid(Code.BAD_PAYLOAD);
  }
  try {
    const results = checkTransaction(parts, channel);
    return typeof results === 'number'
      ? invalid(results, parts)
      : { ...invalid(Code.VALID, parts), publicResults: results };
  } catch {
    return invalid(Code.INVALID_OTHER_REASON, parts);
  }
}

/** The public read-write set, or the code of the first check that fails. */
function checkTransaction(parts: EnvelopeParts, channel: Channel): Buffer | ValidationCode {
  const { type, epoch, nonce, creator, payload, signature } = parts;
  if (type === common.HeaderType.CONFIG_UPDATE) return Code.UNSUPPORTED_TX_PAYLOAD;
  if (type !== common.HeaderType.ENDORSER_TRANSACTION || epoch !== 0 || !nonce.length || !creator.length) {
    return Code.BAD_COMMON_HEADER;
  }
  if (!channel.membership.verify({ identity: creator, message: payload, signature })) return Code.BAD_CREATOR_SIGNATURE;
  if (parts.txId !== transactionId(nonce, creator)) return Code.BAD_PROPOSAL_TXID;
  const action = attempt(() => readAction(parts.data));
  if (!action || !isOfProposal(action, parts)) return Code.INVALID_ENDORSER_TRANSACTION;
  const extension = attempt(() => peer.ChaincodeHeaderExtension.deserializeBinary(parts.extension));
  if (!extension) return Code.BAD_HEADER_EXTENSION;
  const chaincodeAction = attempt(() => peer.ChaincodeAction.deserializeBinary(action.action));
  if (!chaincodeAction) return Code.BAD_RESPONSE_PAYLOAD;
  const namespaces = attempt(() => readWrites(chaincodeAction.getResults_asU8()));
  if (!namespaces) return Code.BAD_RWSET;
  const named = extension.getChaincodeId()?.getName();
  const chaincodeId = chaincodeAction.getChaincodeId();
  if (named === undefined || !chaincodeId || !isOwnEvent(chaincodeAction, named)) return Code.INVALID_OTHER_REASON;
  if (!named || chaincodeId.getName() !== named || !chaincodeId.getVersion() || !channel.definitions.has(named)) {
    return Code.INVALID_CHAINCODE;
  }
  if (new Set(namespaces.map(({ name }) => name)).size < namespaces.length) return Code.ILLEGAL_WRITESET;
  const written = namespaces.filter(({ isPublic, collections }) => isPublic || collections.length > 0);
  if (!written.every(({ name }) => channel.definitions.has(name))) return Code.INVALID_CHAINCODE;
  if (!isEndorsed({ invoked: named, namespaces, action, channel })) return Code.ENDORSEMENT_POLICY_FAILURE;
  return asBuffer(chaincodeAction.getResults_asU8());
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The endorsed answer belongs to this very proposal. */
function isOfProposal(action: ActionParts, { channelHeaderBytes, nonce, creator }: EnvelopeParts): boolean {
  const header = common.SignatureHeader.deserializeBinary(action.signatureHeaderBytes);
  if (!nonce.equals(header.getNonce_asU8()) || !creator.equals(header.getCreator_asU8())) return false;
  return proposalHash(channelHeaderBytes, action.signatureHeaderBytes, action.publicPayload).equals(
    action.proposalHash,
  );
}

function isOwnEvent(action: peer.ChaincodeAction, chaincode: string): boolean {
  const bytes = action.getEvents_asU8();
  return bytes.length === 0 || peer.ChaincodeEvent.deserializeBinary(bytes).getChaincodeId() === chaincode;
}

/** The places that one namespace of a read-write set writes to. */
interface NamespaceWrites {
  readonly name: string;
  readonly isPublic: boolean;
  readonly collections: readonly string[];
}

function readWrites(results: Uint8Array): NamespaceWrites[] {
  const { kvrwset, TxReadWriteSet } = ledger.rwset;
  return TxReadWriteSet.deserializeBinary(results)
    .getNsRwsetList()
    .map((namespace) => {
      const set = kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
      const written = namespace.getCollectionHashedRwsetList().filter((collection) => {
        const hashed = kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
        return hashed.getHashedWritesList().length + hashed.getMetadataWritesList().length > 0;
      });
      return {
        name: namespace.getNamespace(),
        isPublic: set.getWritesList().length + set.getMetadataWritesList().length > 0,
        collections: written.map((collection) => collection.getCollectionName()),
      };
    });
}

interface Endorsed {
  readonly invoked: string;
  readonly namespaces: readonly NamespaceWrites[];
  readonly action: ActionParts;
  readonly channel: Channel;
}

function isEndorsed({ invoked, namespaces, action, channel }: Endorsed): boolean {
  const policies = requiredPolicies(invoked, namespaces, channel);
  if (policies.includes(undefined)) return false;
  const signers = channel.membership.msps.signers(
    action.endorsements.map(({ endorser, signature }) => ({
      identity: endorser,
      message: Buffer.concat([action.responsePayload, endorser]),
      signature,
    })),
  );
  return policies.every((policy) => policy !== undefined && isSatisfied(policy, signers));
}

/** Undefined stands for a chaincode or collection that is not defined. A transaction that writes nothing needs the chaincode's policy. */
function requiredPolicies(invoked: string, namespaces: readonly NamespaceWrites[], { rules }: Channel) {
  const policies = new Set<Policy | undefined>();
  for (const { name, isPublic, collections } of namespaces) {
    if (isPublic) policies.add(rules.findPolicy(name));
    for (const collection of collections) policies.add(rules.findPolicy(name, collection));
  }
  const own = namespaces.find(({ name }) => name === invoked);
  if (!own || (!own.isPublic && own.collections.length === 0)) policies.add(rules.findPolicy(invoked));
  return [...policies];
}
