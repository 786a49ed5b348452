/** What the issuer can do to a holder of tokens past its gateway, and what becomes of its envelopes. */
import { freshId, publish, recharge } from '../../stories/plans';
import { until } from '../../stories/running';
import type { Ground } from '../ground';
import { endorseCommands, nextDay, outcomesIn, submitCommands } from './shared';

export function money(ground: () => Ground): void {
  describe('an issuer that wants to burn a redemption without paying', () => {
    let redemptionId: string;
    const meadow = () => ground().story.client('meadow');
    const statusSeen = async () => {
      const { items } = await meadow().get<{ items: readonly { redemptionId: string; status: string }[] }>(
        '/v1/tokens/redemptions',
      );
      return items.find((item) => item.redemptionId === redemptionId)?.status;
    };

    beforeAll(async () => {
      await recharge(ground().story.client('keystone'), meadow(), 'MeadowMSP', 1_000);
      const localId = freshId('redemption');
      redemptionId = `MeadowMSP:${localId}`;
      await meadow().post('/v1/tokens/redemptions', { redemptionId: localId, amountFen: 100 });
    }, 60_000);

    it('cannot have a settlement endorsed and bring it out on a later day', async () => {
      const command = { redemptionId, paymentReference: freshId('paid') };
      const held = await endorseCommands(ground().hostile('keystone'), 'token:settle', [command]);
      expect(outcomesIn(held)).toMatchObject([{ status: 'ACCEPTED' }]);
      await nextDay(ground());
      expect(await held.commit()).toMatchObject({ code: 'MVCC_READ_CONFLICT' });
      expect(await statusSeen()).toBe('REQUESTED');
    }, 90_000);

    it('cannot expire what it has settled while the holder may object', async () => {
      const keystone = ground().hostile('keystone');
      const command = { redemptionId, paymentReference: freshId('paid') };
      const { committed } = await submitCommands(keystone, 'token:settle', [command]);
      expect(committed.code).toBe('VALID');
      const { outcomes } = await submitCommands(keystone, 'token:expire', [{ redemptionId }]);
      expect(outcomes).toMatchObject([{ status: 'REFUSED', code: 'REDEMPTION_NOT_DUE' }]);
      await until('the holder sees the settlement', async () => (await statusSeen()) === 'SETTLED');
      await meadow().post(`/v1/tokens/redemptions/${redemptionId}/object`);
      await until('the holder has objected', async () => (await statusSeen()) === 'OBJECTED');
    }, 60_000);

    it('cannot decide its own case', async () => {
      const { story, hostile } = ground();
      const localId = freshId('verdict');
      const change = { type: 'REDEMPTION', redemptionId, verdict: 'BURN' };
      await story.client('orchard', 'admin').post('/v1/alliance/proposals', { proposalId: localId, change });
      const vote = { proposalId: `OrchardMSP:${localId}`, approve: true };
      for (const party of ['keystone', 'meadow'] as const) {
        const { outcomes } = await submitCommands(hostile(party), 'alliance:vote', [vote], { as: 'admin' });
        expect(outcomes).toMatchObject([{ status: 'REFUSED', code: 'VOTE_IN_OWN_CASE' }]);
      }
    }, 60_000);
  });

  describe('a participator that holds a confirm back', () => {
    it('has nothing on a later day', async () => {
      const { story, hostile } = ground();
      const assetId = await publish(story.client('harbour'), 'HarbourMSP', [story.client('orchard')]);
      const held = await endorseCommands(hostile('harbour'), 'plan:withdraw', [{ assetId }]);
      await nextDay(ground());
      expect(await held.commit()).toMatchObject({ code: 'MVCC_READ_CONFLICT' });
      const plan = await story.client('orchard').get<{ status: string }>(`/v1/plans/${assetId}`);
      expect(plan.status).toBe('OPEN');
    }, 90_000);
  });
}
