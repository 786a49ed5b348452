/**
 * Decides who may touch a private data collection from chaincode, by the client's organisation and not by the peer's. The texts
 * are Fabric's, since applications find them inside chaincode errors.
 */
import { implicitOwner } from '../ledger/collections';
import type { ChaincodeDefinition, Collection } from '../ledger/types';

export interface CollectionAccess {
  /** Throws unless the client may read values of the collection. */
  readable(collection: string): void;
  /** Throws unless the client may write to the collection. */
  writable(collection: string): void;
  /** Hashes are public; throws for the collections that chaincode cannot use here at all. */
  hashed(collection: string): void;
}

export interface AccessOptions {
  readonly channelId: string;
  readonly definition: ChaincodeDefinition;
  readonly creatorMspId: string;
}

export function collectionAccess({ channelId, definition, creatorMspId }: AccessOptions): CollectionAccess {
  const requireExplicit = (name: string): void => {
    if (implicitOwner(name) === undefined) return;
    throw new Error('implicit collections are not supported by the embedded ledger');
  };
  const find = (name: string): Collection => {
    requireExplicit(name);
    const found = definition.collections.find((collection) => collection.name === name);
    if (!found) throw new Error(`collection ${channelId}/${definition.name}/${name} could not be found`);
    return found;
  };
  const refuse = (access: 'read' | 'write', name: string): never => {
    throw new Error(
      `tx creator does not have ${access} access permission on privatedata in chaincodeName:${definition.name} collectionName: ${name}`,
    );
  };
  return {
    hashed: requireExplicit,
    readable(name) {
      const collection = find(name);
      if (collection.memberOnlyRead && !collection.members.includes(creatorMspId)) refuse('read', name);
    },
    writable(name) {
      const collection = find(name);
      if (collection.memberOnlyWrite && !collection.members.includes(creatorMspId)) refuse('write', name);
    },
  };
}
