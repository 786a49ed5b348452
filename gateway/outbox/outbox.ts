/** Keeps items to be handed to the registrar, sealed in SQL until their effect is seen in blocks. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command } from '../../chaincode/api/commands';
import type { Vault } from '../vault/types';
import type { OutboxRow, OutboxStore } from './store';

export type HandedName =
  | 'subject:attach'
  | 'subject:addKey'
  | 'subject:revokeKey'
  | 'credit:register'
  | 'credit:feedback'
  | 'credit:setLevel'
  | 'credit:deliver'
  | 'credit:dispute'
  | 'credit:answerDispute';

type Handed<N extends HandedName> = {
  readonly name: N;
  readonly command: Command<N>;
  /** The command's private part (commands.ts). */
  readonly private?: string;
  /** One of `itemKeys`. */
  readonly key: string;
  /** ISO: after that it is of no use any more. */
  readonly expires?: string;
  /**
   * Present if a person lends: its subject and key, and its signature in the role LENDER_PERSON. The registrar sees it, and
   * nobody else.
   */
  readonly lender?: { readonly subjectId: string; readonly keyId: string; readonly signature: string };
};

export type OutboxItem = { readonly [N in HandedName]: Handed<N> }[HandedName];

/**
 * The ledger's record that shows an item to be done: its docType and column id, and the part of it that changed if its existence
 * does not say so.
 */
export const itemKeys = {
  attachment: (attachmentId: string) => `attachment ${attachmentId}`,
  subjectKey: (subjectId: string, keyId: string) => `subjectKey ${subjectId}:${keyId}`,
  revocation: (subjectId: string, keyId: string) => `subjectKey ${subjectId}:${keyId} revoked`,
  record: (recordId: string) => `creditRecord ${recordId}`,
  level: (recordId: string, version: number) => `creditRecord ${recordId} level:${version}`,
  feedback: (recordId: string, number: number) => `creditFeedback ${recordId}:${number}`,
  answer: (answerId: string) => `creditAnswer ${answerId} delivered`,
  dispute: (disputeId: string) => `creditDispute ${disputeId}`,
  disputeAnswer: (disputeId: string) => `creditDispute ${disputeId} answered`,
};

/** The most items of one package. */
export const maxPackageItems = 1_000;

export interface Outbox {
  /** Durable when it answers. Does nothing where the ledger holds it, or it waits already; what was given up waits again. */
  add(...items: readonly OutboxItem[]): Promise<void>;
}

/** The row that keeps the item; for who writes it together with something else. */
export function makeOutboxRow(vault: Pick<Vault, 'texts'>, item: OutboxItem, created: string): OutboxRow {
  const { key, expires } = item;
  return { key, created, expires, sealed: vault.texts.seal(sealingContext(key), canonicalJson(item)) };
}

/** The item's canonical JSON. */
export function openOutboxRow(vault: Pick<Vault, 'texts'>, { key, sealed }: OutboxRow): string {
  return vault.texts.open(sealingContext(key), sealed);
}

export function newOutbox(
  {
    store,
    vault,
  }: { readonly store: { readonly outbox: Pick<OutboxStore, 'add'> }; readonly vault: Pick<Vault, 'texts'> },
  now: () => string = () => new Date().toISOString(),
): Outbox {
  return {
    async add(...items) {
      await store.outbox.add(items.map((item) => makeOutboxRow(vault, item, now())));
    },
  };
}

function sealingContext(key: string): string {
  return `outbox ${key}`;
}
