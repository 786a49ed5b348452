/** What the chaincode beside this file can be asked to do; a list of these is a transaction. */

export type Operation =
  | readonly ['put', key: string, value: string]
  | readonly ['big', key: string, bytes: number]
  | readonly ['get' | 'del' | 'history', key: string]
  | readonly ['range', start: string, end: string]
  | readonly ['some', start: string, end: string, most: number]
  | readonly ['page', start: string, end: string, size: number, bookmark: string]
  | readonly ['compose', type: string, parts: readonly string[], value: string]
  | readonly ['composed', type: string, parts: readonly string[]]
  | readonly ['composedPage', type: string, parts: readonly string[], size: number, bookmark: string]
  | readonly ['hide', collection: string, key: string, value: string]
  | readonly ['hideTransient' | 'hidden' | 'hash' | 'unhide' | 'purge', collection: string, key: string]
  | readonly ['hiddenRange', collection: string, start: string, end: string]
  | readonly ['gets', collection: string, keys: readonly string[]]
  | readonly ['batch', records: readonly WriteRecord[]]
  | readonly ['event', name: string, payload: string]
  | readonly ['rich']
  | readonly ['throw', message: string]
  | readonly ['answer', status: number, message: string, payload: string];

/** An empty collection is the public state. */
export type WriteRecord = readonly [
  kind: 'PUT_STATE' | 'DEL_STATE' | 'PURGE_PRIVATE_DATA',
  collection: string,
  key: string,
  value?: string,
];

export const members = ['keystone', 'harbour', 'meadow'] as const;
/** Meadow does not endorse and is in no collection. */
export type Member = (typeof members)[number];

export const mspIds: Readonly<Record<Member, string>> = {
  keystone: 'KeystoneMSP',
  harbour: 'HarbourMSP',
  meadow: 'MeadowMSP',
};

interface Collection {
  readonly name: string;
  readonly members: readonly string[];
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
  readonly endorsementPolicy?: string;
}

const free = { memberOnlyRead: false, memberOnlyWrite: false };
export const collections: readonly Collection[] = [
  { name: 'shared', members: ['KeystoneMSP', 'HarbourMSP'], memberOnlyRead: true, memberOnlyWrite: true },
  { name: 'open', members: ['KeystoneMSP', 'HarbourMSP'], ...free },
  { name: 'lone', members: ['KeystoneMSP'], ...free },
  { name: 'witnessed', members: ['KeystoneMSP', 'HarbourMSP'], ...free, endorsementPolicy: "OR('HarbourMSP.peer')" },
];
