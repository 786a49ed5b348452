/** Seals texts of a dispute for every member that has registered a key, and opens them as one of these members. */
import type { Command } from '../../chaincode/api/commands';
import type { CreditDisputeRecord } from '../../chaincode/api/records';
import { hashOfSealed } from '../../chaincode/api/sealed';
import { parseSealedForMembers } from '../../chaincode/api/sealed-forms';
import type { MemberKey, SaidName, SaidText, SealedForAll } from '../vault/types';
import type { RecordDeps } from './deps';
import type { DisputeTexts } from './dispute-texts';

type MemberDeps = Pick<RecordDeps, 'partyId' | 'store' | 'vault' | 'alliance'>;

export async function sealForAll(
  deps: MemberDeps,
  text: string,
  side: Pick<SaidName, 'recordId' | 'side'>,
): Promise<SealedForAll> {
  return deps.vault.sealForMembers(text, side, await memberKeys(deps));
}

/** Undefined where it was not sealed for this member. */
export async function openForAll(
  { partyId, store, vault }: MemberDeps,
  sealed: string,
  said: SaidName,
): Promise<SaidText | undefined> {
  const wraps = parseSealedForMembers(sealed)?.wraps ?? [];
  const keys = await Promise.all(wraps.map((wrap) => store.partyKey(wrap.partyId, wrap.keyVersion)));
  const known = keys.filter((key) => key !== undefined);
  return vault.openForMembers(sealed, said, partyId, known);
}

/** A member that has registered no key cannot open the text later, either. */
async function memberKeys({ alliance, store }: MemberDeps): Promise<readonly MemberKey[]> {
  const members = (await alliance())?.members ?? [];
  const keys = await Promise.all(
    members.map(async ({ partyId }) => {
      const version = (await store.party(partyId))?.keyVersion ?? 0;
      return version === 0 ? undefined : store.partyKey(partyId, version);
    }),
  );
  return keys.filter((key) => key !== undefined);
}

/** Reads a text where this institution's peer has it and it was sealed for this member. */
export async function readTexts(
  deps: MemberDeps & Pick<RecordDeps, 'ledger'>,
  dispute: CreditDisputeRecord,
): Promise<DisputeTexts> {
  const { disputeId, recordId, sealedHash, answer } = dispute;
  const texts = (await deps.ledger.evaluate('credit:disputeTexts', disputeId)) as SealedTexts | null;
  const open = async (sealed: string | null | undefined, hash: string, said: SaidName) =>
    typeof sealed === 'string' && hashOfSealed(sealed) === hash ? openForAll(deps, sealed, said) : undefined;
  return {
    statement: await open(texts?.statement, sealedHash, statementName(dispute)),
    answer: answer && (await open(texts?.answer, answer.sealedHash, answerName(recordId, answer))),
  };
}

interface SealedTexts {
  readonly statement: string | null;
  readonly answer: string | null;
}

type Stated = Pick<Command<'credit:dispute'>, 'recordId' | 'statementCommitment' | 'keyCommitment'>;
type Answered = Pick<Command<'credit:answerDispute'>, 'answerCommitment' | 'keyCommitment'>;

export function statementName({ recordId, statementCommitment: commitment, keyCommitment }: Stated): SaidName {
  return { recordId, side: 'statement', commitment, keyCommitment };
}

export function answerName(recordId: string, { answerCommitment: commitment, keyCommitment }: Answered): SaidName {
  return { recordId, side: 'answer', commitment, keyCommitment };
}
