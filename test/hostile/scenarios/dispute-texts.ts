/**
 * Somebody who files a dispute past a gateway, with the registrar's help, and would have members read different statements, or
 * none; and somebody who would take another's dispute.
 */
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Command, CommandName, Outcome } from '../../../chaincode/api/commands';
import { hashOfSealed, type MemberWrap } from '../../../chaincode/api/sealed';
import { disputeText, identifierFrom } from '../../../chaincode/api/signatures';
import { newMembersVault } from '../../../gateway/vault/members';
import type { MemberKey, SealedForAll } from '../../../gateway/vault/types';
import { aKey, aLoan, anAttachment, keyOf, type Loan, type Signer, signer } from '../../chaincode/credit-builders';
import { until } from '../../stories/running';
import { type Ground, type InstitutionName, institutions } from '../ground';
import { submitCommands } from './shared';

interface DisputeSeen {
  readonly disputeId: string;
  readonly statement?: string;
  readonly statementUnreadableFor?: readonly string[];
}

export function disputeTexts(ground: () => Ground): void {
  const borrower = 'hostile-disputer';
  const [statement, other] = ['我没有逾期。', '我承认逾期。'];
  const channel = 'alliance';
  const vault = newMembersVault(channel, { unwrap: async () => undefined });
  const accepted = { status: 'ACCEPTED' };
  const refused = (code: string) => ({ status: 'REFUSED', code });
  let loan: Loan;

  const post = async <N extends CommandName>(name: N, command: Command<N>, part = ''): Promise<Outcome> => {
    const { outcomes } = await submitCommands(ground().hostile('keystone'), name, [command], {
      transient: { private: canonicalJson([part]) },
    });
    return outcomes[0] as Outcome;
  };

  // Before other scenarios, because the key waits a while until it signs disputes.
  beforeAll(async () => {
    const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    loan = aLoan({ name: 'hostile disputed', borrower, maturityTime: inSeconds(-60), signBy: inSeconds(3_600) });
    expect(await post('subject:attach', anAttachment(borrower))).toMatchObject(accepted);
    expect(await post('subject:addKey', aKey(borrower, keyOf(borrower)))).toMatchObject(accepted);
    expect(await post('credit:register', loan.command, loan.private)).toMatchObject(accepted);
  }, 90_000);

  async function members(): Promise<readonly MemberKey[]> {
    const client = ground().story.client('harbour');
    const { items } = await client.get<{ items: (Partial<MemberKey> & { keyVersion: number })[] }>('/v1/parties');
    return items.flatMap(({ partyId = '', keyVersion: version, publicKey }) =>
      publicKey === undefined ? [] : [{ partyId, version, publicKey }],
    );
  }

  /** Sealed as an honest gateway does, with the wraps changed before anybody signs. */
  async function sealed(text: string, spoil: (wraps: readonly MemberWrap[]) => readonly MemberWrap[] = (all) => all) {
    const made = vault.sealForMembers(text, { recordId: loan.recordId, side: 'statement' }, await members());
    const form = JSON.parse(made.sealed) as { readonly wraps: readonly MemberWrap[] };
    const spoilt = canonicalJson({ ...form, wraps: spoil(form.wraps) });
    return { ...made, sealed: spoilt, sealedHash: hashOfSealed(spoilt) };
  }

  function signedBy(key: Signer, { commitment, keyCommitment, sealedHash }: SealedForAll, recordId = loan.recordId) {
    const said = { statementCommitment: commitment, keyCommitment, sealedHash };
    const text = disputeText({ channel, recordId }, said);
    return {
      disputeId: identifierFrom(text),
      command: { recordId, ...said, keyId: key.keyId, signature: key.sign(text) },
    };
  }

  /** Once the borrower's key signs disputes. */
  const dispute = (command: Command<'credit:dispute'>, part: string) =>
    until(
      'the key signs disputes',
      async () => {
        const outcome = await post('credit:dispute', command, part);
        return !(outcome.status === 'REFUSED' && outcome.code === 'SUBJECT_KEY_WAITING') && outcome;
      },
      150_000,
    );

  const seenAt = (institution: InstitutionName, disputeId: string) =>
    until(`${institution} sees the dispute`, async () => {
      const list = await ground().story.client(institution).get<{ items: DisputeSeen[] }>('/v1/credit-disputes');
      return list.items.find((each) => each.disputeId === disputeId);
    });

  describe('whoever files a dispute past a gateway', () => {
    it('leaves no member out', async () => {
      for (const spoil of [
        (wraps: readonly MemberWrap[]) => wraps.slice(1),
        (wraps: readonly MemberWrap[]) => [...wraps, ...wraps.slice(-1)],
        (wraps: readonly MemberWrap[]) => wraps.map((wrap) => ({ ...wrap, keyVersion: wrap.keyVersion + 1 })),
      ]) {
        const made = await sealed(statement, spoil);
        const { command } = signedBy(keyOf(borrower), made);
        expect(await post('credit:dispute', command, made.sealed)).toMatchObject(refused('MEMBER_WRAPS_DIFFER'));
      }
    }, 60_000);

    it('puts no other sealed text in the place of the signed one', async () => {
      const [made, swapped] = [await sealed(statement), await sealed(other)];
      const { command } = signedBy(keyOf(borrower), made);
      expect(await post('credit:dispute', command, swapped.sealed)).toMatchObject(refused('SEALED_RECORD_MISMATCH'));
      const rehashed = { ...command, sealedHash: swapped.sealedHash };
      expect(await dispute(rehashed, swapped.sealed)).toMatchObject(refused('SIGNATURE_INVALID'));
    }, 180_000);

    it('takes nobody else’s dispute before it comes, nor its name for another text', async () => {
      const made = await sealed(statement);
      const { command, disputeId } = signedBy(keyOf(borrower), made);
      const thief = signedBy(signer('a thief of disputes'), made).command;
      expect(await dispute(thief, made.sealed)).toMatchObject(refused('SUBJECT_KEY_NOT_FOUND'));
      const named = { ...command, disputeId } as Command<'credit:dispute'>;
      expect(await post('credit:dispute', named, made.sealed)).toMatchObject(refused('COMMAND_MALFORMED'));
      expect(await dispute(command, made.sealed)).toMatchObject({ ...accepted, answer: { disputeId } });
    }, 180_000);

    it('tells no member another statement than all others: who cannot read it is named', async () => {
      const second = await sealed(other);
      const { wraps: secondWraps } = JSON.parse(second.sealed) as { readonly wraps: readonly MemberWrap[] };
      for (const victim of ['meadow', 'watchtower'] as const) {
        const { mspId } = ground().hostile(victim);
        const wrapOfSecond = secondWraps.find(({ partyId }) => partyId === mspId);
        const made = await sealed(statement, (wraps) =>
          wraps.map((wrap) => (wrap.partyId === mspId && wrapOfSecond ? wrapOfSecond : wrap)),
        );
        const { command, disputeId } = signedBy(keyOf(borrower), made);
        expect(await dispute(command, made.sealed)).toMatchObject(accepted);
        const seen = await seenAt('watchtower', disputeId);
        expect(seen.statementUnreadableFor).toEqual([mspId]);
        expect(seen.statement).toBe(victim === 'watchtower' ? undefined : statement);
      }
    }, 180_000);
  });

  it('knows the members that it talks about', async () => {
    const named = institutions.map((institution) => ground().hostile(institution).mspId);
    expect((await members()).map(({ partyId }) => partyId)).toEqual(expect.arrayContaining(named.slice(1)));
  });
}
