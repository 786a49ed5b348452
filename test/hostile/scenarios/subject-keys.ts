/**
 * A creditor that wants to sign as somebody's subject, and a registrar that helps it: the registrar posts without its gateway
 * whatever it is asked to, and the creditor consents to itself.
 */
import type { Command, CommandName } from '../../../chaincode/api/commands';
import {
  aKey,
  anAttachment,
  anObjection,
  attachmentKeyOf,
  identityOf,
  keyOf,
  signer,
} from '../../chaincode/credit-builders';
import { aConsent } from '../../chaincode/query-builders';
import type { Ground } from '../ground';
import { submitCommands } from './shared';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

export function subjectKeys(ground: () => Ground): void {
  describe('a creditor that the registrar helps to sign as a subject', () => {
    const person = 'hostile-li';
    const taken = signer('a key that Orchard takes for the subject');
    const madeUp = identityOf('an identity that Orchard makes up');

    const post = async <N extends CommandName>(name: N, command: Command<N>): Promise<unknown> => {
      const { outcomes } = await submitCommands(ground().hostile('keystone'), name, [command]);
      return outcomes[0];
    };
    const askForReport = async (): Promise<unknown> => {
      const own = { name: 'report', subject: person, partyId: 'OrchardMSP', key: taken } as const;
      const times = { signedTime: inSeconds(-1), notAfter: inSeconds(3_600) };
      const consent = aConsent({ ...own, ...times, purpose: 'OWN_REPORT' });
      const { outcomes } = await submitCommands(ground().hostile('orchard'), 'consent:grant', [consent]);
      return outcomes[0];
    };
    const refused = (code: string) => ({ status: 'REFUSED', code });

    beforeAll(async () => {
      expect(await post('subject:attach', anAttachment(person))).toMatchObject({ status: 'ACCEPTED' });
      expect(await post('subject:addKey', aKey(person, keyOf(person)))).toMatchObject({ status: 'ACCEPTED' });
    }, 60_000);

    it('does not with a subject taken from public state', async () => {
      const byStranger = { identity: madeUp };
      const outcomes = [
        await post('subject:addKey', aKey(person, taken, byStranger)),
        await post('subject:attach', anAttachment(person, 'orchard', byStranger)),
        await post('subject:revokeKey', anObjection(person, keyOf(person), byStranger)),
        await post('subject:attach', { ...anAttachment(person, 'orchard'), identityKey: madeUp.publicKey }),
      ];
      const codes = ['SIGNATURE_INVALID', 'SIGNATURE_INVALID', 'SIGNATURE_INVALID', 'IDENTITY_KEY_MISMATCH'];
      expect(outcomes).toMatchObject(codes.map(refused));
    }, 60_000);

    it('waits with the number in hand, and loses the key to who had verified the person', async () => {
      expect(await post('subject:addKey', aKey(person, taken))).toMatchObject({ status: 'ACCEPTED' });
      expect(await askForReport()).toMatchObject(refused('SUBJECT_KEY_WAITING'));
      const late = { by: attachmentKeyOf(person, 'orchard') };
      expect(await post('subject:revokeKey', anObjection(person, keyOf(person), late))).toMatchObject(
        refused('ATTACHMENT_NOT_FOUND'),
      );
      expect(await post('subject:revokeKey', anObjection(person, taken))).toMatchObject({ status: 'ACCEPTED' });
      expect(await askForReport()).toMatchObject(refused('SUBJECT_KEY_REVOKED'));
    }, 60_000);
  });
}
