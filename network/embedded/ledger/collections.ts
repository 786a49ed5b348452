/** Which private data collections there are, and who their members are: the chaincodes' own and each organisation's implicit one. */
import type { ChaincodeDefinition, Collection } from './types';

const implicitPrefix = '_implicit_org_';

/** The MSP id of the organisation whose implicit collection has that name; undefined where the name is no such. */
export function implicitOwner(collection: string): string | undefined {
  return collection.startsWith(implicitPrefix) ? collection.slice(implicitPrefix.length) : undefined;
}

export class Collections {
  constructor(
    readonly organisations: readonly string[],
    readonly chaincode: (name: string) => ChaincodeDefinition | undefined,
  ) {}

  find(namespace: string, name: string): Collection | undefined {
    const definition = this.chaincode(namespace);
    if (definition === undefined) {
      return undefined;
    }
    const mspId = implicitOwner(name);
    if (mspId !== undefined && this.organisations.includes(mspId)) {
      return { name, members: [mspId], memberOnlyRead: false, memberOnlyWrite: false, blockToLive: 0 };
    }
    return definition.collections.find((collection) => collection.name === name);
  }

  /** Throws as Fabric's simulator does where there is no such collection. */
  require(namespace: string, name: string): Collection {
    if (this.chaincode(namespace) === undefined) {
      throw new Error(
        `collection config not defined for chaincode [${namespace}], pass the collection configuration upon chaincode definition/instantiation`,
      );
    }
    const collection = this.find(namespace, name);
    if (collection === undefined) {
      throw new Error(`collection [${name}] not defined in the collection config for chaincode [${namespace}]`);
    }
    return collection;
  }

  isMember(namespace: string, name: string, mspId: string): boolean {
    return this.find(namespace, name)?.members.includes(mspId) ?? false;
  }

  /** The block with whose commit a value written in `block` goes, or undefined where values stay. */
  expiry(namespace: string, name: string, block: number): number | undefined {
    const blocks = this.find(namespace, name)?.blockToLive ?? 0;
    return blocks === 0 ? undefined : block + blocks + 1;
  }
}
