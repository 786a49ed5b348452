/** Seals a dispute's text for every member that has registered a key, and reports members whose key does not work. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { Store } from '../store/types';
import type { DisputeText, MemberKey, Vault } from '../vault/types';

export interface MembersTools {
  readonly store: Pick<Store, 'party' | 'partyKey'>;
  readonly vault: Pick<Vault, 'sealForMembers'>;
  readonly log: Logger;
  readonly metrics: { countLeftOut(): void };
  alliance(): Promise<AllianceRecord | undefined>;
}

export async function sealForAll(tools: MembersTools, text: string, context: DisputeText): Promise<string> {
  const { vault, log, metrics } = tools;
  const { sealed, leftOut } = vault.sealForMembers(text, context, await memberKeys(tools));
  for (const { partyId, version } of leftOut) {
    log.error(
      { partyId, keyVersion: version },
      'a text was not sealed for this member: its registered key does not work',
    );
    metrics.countLeftOut();
  }
  return sealed;
}

/** Whoever has registered none cannot open it later, either. */
async function memberKeys({ alliance, store }: MembersTools): Promise<readonly MemberKey[]> {
  const members = (await alliance())?.members ?? [];
  const keys = await Promise.all(
    members.map(async ({ partyId }) => {
      const version = (await store.party(partyId))?.keyVersion ?? 0;
      const key = version === 0 ? undefined : await store.partyKey(partyId, version);
      return key === undefined ? [] : [{ partyId, version: key.version, publicKey: key.publicKey }];
    }),
  );
  return keys.flat();
}
