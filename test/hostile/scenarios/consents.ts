/**
 * Members that want to read more of a person than it allows: with keys that are not its own, with consents that it took back, and
 * with the one-off keys of others. All of it past their gateways; the registrar helps where it has to.
 */
import { type Command, type CommandName, type Outcome, transientField } from '../../../chaincode/api/commands';
import type { CreditAnswerRecord } from '../../../chaincode/api/records';
import { unwrapDataKeys } from '../../../chaincode/api/sealed';
import { possessionText } from '../../../chaincode/api/signatures';
import { bytesOf, channel } from '../../chaincode/builders';
import {
  aFeedback,
  aKey,
  aLoan,
  anAttachment,
  aRevocation,
  keyOf,
  type Loan,
  reportKeyOf,
  signer,
  subjectIdOf,
} from '../../chaincode/credit-builders';
import {
  aConsent,
  aConsentRevocation,
  anAnswer,
  answerKey,
  aQuery,
  asking,
  askingKey,
  type ConsentOptions,
  consentIdOf,
  type QueryOptions,
} from '../../chaincode/query-builders';
import type { Ground, InstitutionName } from '../ground';
import { submitCommands } from './shared';

const [person, other] = ['consenting-li', 'consenting-wang'];
const key = keyOf(person);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
const refused = (code: string) => ({ status: 'REFUSED', code });
const accepted = { status: 'ACCEPTED' };
const ids = { meadow: 'MeadowMSP', orchard: 'OrchardMSP' } as const;
type Asker = keyof typeof ids;

export function consents(ground: () => Ground): void {
  const act = async <N extends CommandName>(by: InstitutionName, name: N, command: Command<N>, part?: string) => {
    const transient = part === undefined ? {} : { transient: { [transientField]: JSON.stringify([part]) } };
    const { outcomes } = await submitCommands(ground().hostile(by), name, [command], transient);
    return outcomes[0] as Outcome<N>;
  };
  const addKey = (command: Command<'subject:addKey'>) => act('keystone', 'subject:addKey', command);
  const consentOf = (by: Asker, options: ConsentOptions = {}) => {
    const times = { signedTime: inSeconds(-1), notAfter: inSeconds(3_600) };
    return aConsent({ subject: person, partyId: ids[by], ...times, ...options });
  };
  const grant = (by: Asker, options: ConsentOptions = {}) => act(by, 'consent:grant', consentOf(by, options));
  const query = (by: Asker, options: QueryOptions) => act(by, 'credit:query', aQuery({ subject: person, ...options }));
  const revoke = (options: Parameters<typeof aConsentRevocation>[0]) =>
    act('harbour', 'consent:revoke', aConsentRevocation({ subject: person, ...options }));

  describe('members that want to read more of a person than it allows', () => {
    const loans: Loan[] = [];

    beforeAll(async () => {
      for (const name of [person, other]) {
        expect(await act('keystone', 'subject:attach', anAttachment(name))).toMatchObject(accepted);
        expect(await addKey(aKey(name))).toMatchObject(accepted);
      }
      for (const name of ['consenting 1', 'consenting 2']) {
        const loan = aLoan({ name, borrower: person, maturityTime: inSeconds(-1), signBy: inSeconds(600) });
        expect(await act('keystone', 'credit:register', loan.command, loan.private)).toMatchObject(accepted);
        const { command, private: part } = aFeedback(loan);
        expect(await act('keystone', 'credit:feedback', command, part)).toMatchObject(accepted);
        loans.push(loan);
      }
    }, 90_000);

    it('takes no key that was shown for somebody else, nor one that it made up', async () => {
      const shown = signer('shown');
      const ofPerson = aKey(person, shown, { by: key });
      const forged = { ...ofPerson, possession: aKey(other, shown).possession };
      const text = possessionText(channel, { ...ofPerson, reportKey: reportKeyOf(shown).publicKey });
      const madeUp = { ...ofPerson, possession: signer('made up').sign(text) };
      for (const each of [forged, madeUp]) expect(await addKey(each)).toMatchObject(refused('SIGNATURE_INVALID'));
      const taken = aKey(person, keyOf(other), { by: key });
      expect(await addKey(taken)).toMatchObject(refused('SUBJECT_KEY_USED'));
    }, 60_000);

    it('reads no report with a key that is not the person’s', async () => {
      const [added, own] = [signer('vouched'), signer('a report key of Orchard')];
      const honest = aKey(person, added, { by: key });
      const { report } = aKey(person, added, { by: key, report: own });
      expect(await addKey({ ...honest, ...(report && { report }) })).toMatchObject(refused('SIGNATURE_INVALID'));
      const ofOther = aKey(person, added, { by: key, report: reportKeyOf(keyOf(other)) });
      expect(await addKey(ofOther)).toMatchObject(refused('SUBJECT_KEY_USED'));
      const bare = aKey(person, added, { by: key, report: null });
      expect(await addKey(bare)).toMatchObject(accepted);
      const [first] = loans;
      const records = [{ ...asking(first as Loan), oneOffPublicKey: own.publicKey }];
      const asked = await query('orchard', { name: 'report', purpose: 'OWN_REPORT', consent: 'any', records });
      expect(asked).toMatchObject(refused('COMMAND_MALFORMED'));
      expect(await grant('orchard', { purpose: 'OWN_REPORT', key })).toMatchObject(refused('SUBJECT_KEY_WAITING'));
    }, 60_000);

    it('posts nothing that was taken back before', async () => {
      const kept = consentOf('orchard', { name: 'kept' });
      const consentId = consentIdOf('kept');
      const ofOther = { subject: other, consentId, key: keyOf(other) };
      expect(await revoke(ofOther)).toMatchObject(accepted);
      const named = { ...aConsentRevocation(ofOther), subjectId: subjectIdOf(person) };
      expect(await act('harbour', 'consent:revoke', named)).toMatchObject(refused('SUBJECT_KEY_NOT_FOUND'));
      const spare = await grant('orchard', { name: 'spare' });
      expect(spare).toMatchObject(accepted);
      expect(await revoke({ consentId })).toMatchObject(accepted);
      expect(await act('orchard', 'consent:grant', kept)).toMatchObject(refused('CONSENT_REVOKED'));
      expect(await revoke({ consentId })).toMatchObject({ ...accepted, repeated: true });
      const late = { signedTime: inSeconds(-30), notAfter: inSeconds(400 * 24 * 3_600) };
      expect(await grant('orchard', late)).toMatchObject(refused('CONSENT_ABOVE_CEILING'));
      expect(await grant('orchard', { signedTime: inSeconds(600) })).toMatchObject(refused('CONSENT_TIME_AHEAD'));
    }, 60_000);

    it('asks nothing under a consent whose key was revoked, and gets no answer that was under way', async () => {
      const lost = signer('lost');
      expect(await addKey(aKey(person, lost, { by: key }))).toMatchObject(accepted);
      expect(await grant('orchard', { name: 'lost', key: lost, uses: 2 })).toMatchObject(accepted);
      const [loan] = loans as [Loan];
      const records = [asking(loan)];
      const asked = await query('orchard', { name: 'under-way', consent: 'lost', records });
      expect(asked).toMatchObject(accepted);
      const revocation = aRevocation(person, lost);
      expect(await act('keystone', 'subject:revokeKey', revocation)).toMatchObject(accepted);
      const again = { name: 'later', consent: 'lost', records };
      expect(await query('orchard', again)).toMatchObject(refused('CONSENT_REVOKED'));
      const answer = anAnswer(`${ids.orchard}:under-way.0`, loan);
      expect(await act('keystone', 'credit:deliver', answer)).toMatchObject(refused('CONSENT_REVOKED'));
    }, 60_000);

    it('uses up nobody’s one-off key', async () => {
      const [loan] = loans as [Loan];
      const records = [{ ...asking(loan), oneOffPublicKey: askingKey('about to ask').publicKey }];
      for (const by of ['orchard', 'meadow'] as const) {
        const consent = `burning ${by}`;
        expect(await grant(by, { name: consent, uses: 2 })).toMatchObject(accepted);
        expect(await query(by, { name: `burning-${by}`, consent, records })).toMatchObject(accepted);
        const again = { name: `again-${by}`, consent, records };
        expect(await query(by, again)).toMatchObject(refused('ONE_OFF_KEY_USED'));
      }
    }, 60_000);

    it('opens no other answer with the key that proves one misdelivered', async () => {
      const [loan, competitor] = loans as [Loan, Loan];
      expect(await grant('meadow', { name: 'provoked' })).toMatchObject(accepted);
      const records = [asking(loan), asking(competitor)];
      expect(await query('meadow', { name: 'provoked', records })).toMatchObject(accepted);
      const [one, two] = [0, 1].map((place) => `${ids.meadow}:provoked.${place}`) as [string, string];
      const garbage = anAnswer(one, loan, { keys: bytesOf('garbage') });
      expect(await act('keystone', 'credit:deliver', garbage)).toMatchObject(accepted);
      const honest = anAnswer(two, competitor);
      expect(await act('keystone', 'credit:deliver', honest)).toMatchObject(accepted);
      const { revealed, privateKey } = answerKey(one);
      const proven = await act('meadow', 'credit:proveMisdelivery', { answerId: one }, revealed);
      expect(proven).toMatchObject(accepted);
      const context = { channel, assetId: competitor.recordId, confirmId: two };
      const wrap = honest.wrap as NonNullable<CreditAnswerRecord['wrap']>;
      expect(unwrapDataKeys(wrap, 2, privateKey, context)).toBeUndefined();
      expect(unwrapDataKeys(wrap, 2, answerKey(two).privateKey, context)).toBeDefined();
      const bySame = await act('meadow', 'credit:proveMisdelivery', { answerId: two }, revealed);
      expect(bySame).toMatchObject(refused('DISPUTE_KEY_MISMATCH'));
    }, 60_000);
  });
}
