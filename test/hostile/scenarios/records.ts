/**
 * A creditor that wants to end, replace or keep alive another's credit record, or take its name, and a registrar that helps it: the
 * registrar posts without its gateway whatever it is asked to.
 */
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Command, CommandName, Outcome } from '../../../chaincode/api/commands';
import {
  aFeedback,
  aKey,
  aLoan,
  anAttachment,
  type FeedbackOptions,
  type GivenFeedback,
  keyOf,
  type Loan,
  type LoanOptions,
  renewing,
  signer,
} from '../../chaincode/credit-builders';
import type { Ground } from '../ground';
import { submitCommands } from './shared';

export function records(ground: () => Ground): void {
  describe('a creditor that the registrar helps against a record of another', () => {
    const borrower = 'hostile-borrower';
    const thief = signer('the key of a lender that copies signatures');
    const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const loan = (name: string, options: LoanOptions = {}) =>
      aLoan({ name: `hostile ${name}`, borrower, maturityTime: inSeconds(-60), signBy: inSeconds(3_600), ...options });

    const post = async <N extends CommandName>(name: N, command: Command<N>, part = ''): Promise<Outcome> => {
      const { outcomes } = await submitCommands(ground().hostile('keystone'), name, [command], {
        transient: { private: canonicalJson([part]) },
      });
      return outcomes[0] as Outcome;
    };
    const register = ({ command, private: part }: Loan, changes: Partial<Command<'credit:register'>> = {}) =>
      post('credit:register', { ...command, ...changes }, part);
    const tell = ({ command, private: part }: GivenFeedback) => post('credit:feedback', command, part);
    const registered = async (name: string, options: LoanOptions = {}): Promise<Loan> => {
      const made = loan(name, options);
      expect(await register(made)).toMatchObject(accepted);
      return made;
    };
    const accepted = { status: 'ACCEPTED' };
    const refused = (code: string) => ({ status: 'REFUSED', code });

    beforeAll(async () => {
      expect(await post('subject:attach', anAttachment(borrower))).toMatchObject(accepted);
      expect(await post('subject:addKey', aKey(borrower, keyOf(borrower)))).toMatchObject(accepted);
    }, 60_000);

    it('takes neither its name nor the place of its correction', async () => {
      const honest = await registered('wrong', { mandate: true });
      const correction = loan('right', { corrects: honest, mandate: true });
      const copied = { correction: correction.command.correction };
      const mine = loan('right', { corrects: honest, lenderKey: thief, mandate: true });
      expect(await register(mine, { ...copied, recordId: correction.recordId })).toMatchObject(
        refused('LENDER_KEY_INVALID'),
      );
      expect(await register(mine, copied)).toMatchObject(refused('SIGNATURE_INVALID'));
      expect(await register(correction)).toMatchObject(accepted);
    }, 60_000);

    it('does not end it early by a registration of its own, nor later by one that lapsed', async () => {
      const honest = await registered('renewed', { mandate: true });
      const early = renewing(honest);
      const lapsed = loan('lapsed', { renewal: early, mandate: true, signBy: inSeconds(-1) });
      expect(await register(lapsed)).toMatchObject(refused('CREDIT_RECORD_LAPSED'));
      const mine = loan('mine', { lenderKey: thief, mandate: true, renewal: () => early(lapsed.recordId) });
      expect(await register(mine)).toMatchObject(refused('SIGNATURE_INVALID'));
      expect(await tell({ ...aFeedback(honest), ...early(lapsed.recordId) })).toMatchObject(
        refused('SIGNATURE_INVALID'),
      );
    }, 60_000);

    it('puts nothing that it made up in the place of what the borrower signed', async () => {
      const honest = await registered('signed');
      const ended = loan('ended', { mandate: true, renewal: renewing(honest, { outcome: 'BREACHED' }) });
      const replaced = loan('replaced', { mandate: true, corrects: honest });
      for (const mine of [ended, replaced]) expect(await register(mine)).toMatchObject(refused('SUCCESSOR_NOT_SIGNED'));
    }, 60_000);

    it('keeps no breach alive by telling it again', async () => {
      const own = await registered('breached', { mandate: true });
      const breach = { outcome: 'BREACHED', newMaturityTime: inSeconds(-30) } as const;
      const { due, ...told } = aFeedback(own, breach);
      expect(await tell({ ...told, due })).toMatchObject(accepted);
      const { extension: _, ...alone } = due;
      const again = (options: FeedbackOptions) => tell(aFeedback(own, { number: 2, outcome: 'BREACHED', ...options }));
      expect(await again({ due: alone })).toMatchObject(refused('EXTENSION_NOT_SIGNED'));
      const renewal = renewing(own, { number: 2, due: alone });
      expect(await register(loan('after a breach', { mandate: true, renewal }))).toMatchObject(
        refused('EXTENSION_NOT_SIGNED'),
      );
    }, 60_000);
  });
}
