/** What waits to be handed to the registrar, sealed in SQL until its effect is seen in blocks. */
import type { Command } from '../../chaincode/api/commands';

export type HandedName =
  | 'subject:attach'
  | 'subject:addKey'
  | 'subject:revokeKey'
  | 'credit:register'
  | 'credit:feedback'
  | 'credit:setLevel';

type Handed<N extends HandedName> = {
  readonly name: N;
  readonly command: Command<N>;
  /** The command's private part (commands.ts). */
  readonly private?: string;
  /**
   * What stands on the ledger when it is done: the record's docType and columns id, and what of it where its being there does
   * not say so: `attachment ID`, `subjectKey SUBJECT:KEY`, `subjectKey SUBJECT:KEY revoked`, `creditRecord ID level:2`.
   */
  readonly key: string;
  /** ISO: after that it is of no use any more. */
  readonly expires?: string;
  /** Where a person lends: who, and its signature in the role LENDER_PERSON. The registrar sees it, and nobody else. */
  readonly lender?: { readonly subjectId: string; readonly keyId: string; readonly signature: string };
};

export type OutboxItem = { readonly [N in HandedName]: Handed<N> }[HandedName];

export interface Outbox {
  /** Durable when it answers. Does nothing where the ledger holds it, or it waits already. */
  add(...items: readonly OutboxItem[]): Promise<void>;
}
