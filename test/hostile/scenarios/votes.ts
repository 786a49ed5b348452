/** Votes past the gateways, by members who lose and get back their votes. Last of all scenarios, since it changes who endorses. */
import { freshId } from '../../stories/plans';
import { until } from '../../stories/running';
import type { Ground, InstitutionName } from '../ground';
import { allianceSeen, submitCommands } from './shared';

export function votes(ground: () => Ground): void {
  describe('a proposal whose voters lose their votes', () => {
    const orchard = { partyId: 'OrchardMSP', partyName: 'Orchard', partyOrgType: 'CREDITOR_ORG' };
    const admin = (institution: InstitutionName) => ground().story.client(institution, 'admin');

    const propose = async (change: object): Promise<string> => {
      const proposalId = freshId('change');
      await admin('harbour').post('/v1/alliance/proposals', { proposalId, change });
      return `HarbourMSP:${proposalId}`;
    };
    const approve = async (proposalId: string, ...by: readonly InstitutionName[]) => {
      for (const institution of by) {
        await admin(institution).post(`/v1/alliance/proposals/${proposalId}/vote`, { approve: true });
      }
    };
    const statusSeen = async (proposalId: string) =>
      (await admin('harbour').get<{ status: string }>(`/v1/alliance/proposals/${proposalId}`)).status;
    const minConfirmSeen = async () => (await allianceSeen(ground())).parameters.minConfirmRmb;

    it('does not come into force by a vote against it', async () => {
      const before = await minConfirmSeen();
      const proposalId = await propose({ type: 'PARAMETERS', parameters: { minConfirmRmb: 9_999 } });
      await approve(proposalId, 'harbour', 'meadow');
      const expulsion = await propose({ type: 'MEMBER', member: { ...orchard, endorses: false } });
      await approve(expulsion, 'keystone', 'harbour', 'meadow');

      const no = { proposalId, approve: false };
      const voted = await submitCommands(ground().hostile('keystone'), 'alliance:vote', [no], { as: 'admin' });
      expect([voted.committed.code, voted.outcomes[0]?.status]).toEqual(['VALID', 'ACCEPTED']);
      expect([await statusSeen(proposalId), await minConfirmSeen()]).toEqual(['OPEN', before]);

      const lost = await submitCommands(ground().hostile('orchard'), 'alliance:vote', [{ proposalId, approve: true }], {
        as: 'admin',
      });
      expect(lost.outcomes).toMatchObject([{ status: 'REFUSED' }]);

      await approve(proposalId, 'meadow');
      await until('two of the three that are left suffice', async () => (await minConfirmSeen()) === 9_999);
      await approve(await propose({ type: 'MEMBER', member: { ...orchard, endorses: true } }), 'keystone', 'meadow');
    }, 90_000);

    it('leaves no office empty and admits no second issuer', async () => {
      const keystone = { partyId: 'KeystoneMSP', partyName: 'Keystone', endorses: true };
      for (const member of [
        { ...keystone, partyOrgType: 'CREDITOR_ORG' },
        { ...keystone, partyOrgType: 'TOKEN_ISSUER', endorses: false },
        { ...orchard, partyOrgType: 'TOKEN_ISSUER', endorses: true },
      ] as const) {
        const command = { proposalId: freshId('office'), change: { type: 'MEMBER' as const, member } };
        const { outcomes } = await submitCommands(ground().hostile('orchard'), 'alliance:propose', [command], {
          as: 'admin',
        });
        expect(outcomes).toMatchObject([{ status: 'REFUSED', code: 'CHANGE_NOT_APPLICABLE' }]);
      }
    }, 60_000);
  });
}
