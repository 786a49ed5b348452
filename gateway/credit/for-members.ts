/** Seals what is said in a dispute for every member that has registered a key, and opens it as one of them. */
import type { AllianceRecord } from '../../chaincode/api/records';
import { parseSealedForMembers } from '../../chaincode/api/sealed-forms';
import type { Store } from '../store/types';
import type { MemberKey, SaidName, SaidText, SealedForAll, Vault } from '../vault/types';

export interface MembersTools {
  readonly partyId: string;
  readonly store: Pick<Store, 'party' | 'partyKey'>;
  readonly vault: Pick<Vault, 'sealForMembers' | 'openForMembers'>;
  alliance(): Promise<AllianceRecord | undefined>;
}

export async function sealForAll(
  tools: MembersTools,
  text: string,
  side: Pick<SaidName, 'recordId' | 'side'>,
): Promise<SealedForAll> {
  return tools.vault.sealForMembers(text, side, await memberKeys(tools));
}

/** Undefined where it was not sealed for this member. */
export async function openForAll(
  { partyId, store, vault }: MembersTools,
  sealed: string,
  said: SaidName,
): Promise<SaidText | undefined> {
  const wraps = parseSealedForMembers(sealed)?.wraps ?? [];
  const keys = await Promise.all(wraps.map((wrap) => store.partyKey(wrap.partyId, wrap.keyVersion)));
  const known = keys.filter((key) => key !== undefined);
  return vault.openForMembers(sealed, said, partyId, known);
}

/** Whoever has registered none cannot open it later, either. */
async function memberKeys({ alliance, store }: MembersTools): Promise<readonly MemberKey[]> {
  const members = (await alliance())?.members ?? [];
  const keys = await Promise.all(
    members.map(async ({ partyId }) => {
      const version = (await store.party(partyId))?.keyVersion ?? 0;
      return version === 0 ? undefined : store.partyKey(partyId, version);
    }),
  );
  return keys.filter((key) => key !== undefined);
}
