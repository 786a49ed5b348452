/** An answer holds what its form documents, whatever a record holds. */
import { z } from 'zod';
import { showMembers } from '../../../gateway/api/shown-members';
import { confirmView, planView } from '../../../gateway/plans/views';
import { confirm, plan, wrap } from '../http/fakes';

const form = z.object({ named: z.string(), absent: z.int().optional() });
const nothingLeft = { leftFor: () => undefined };

describe('a shown record', () => {
  it('has the members that the form documents, and no others', () => {
    const record = { named: 'a', secret: 'b', docType: 'plan' };
    expect(showMembers(form, record)).toStrictEqual({ named: 'a' });
  });

  it('lacks a member without a value, rather than holding it undefined', () => {
    expect(Object.keys(showMembers(form, { named: 'a', absent: undefined }))).toEqual(['named']);
  });

  it('keeps what a plan and its confirms hold for gateways alone', () => {
    const delivered = confirm({ status: 'DELIVERED', wrap });
    const shown = JSON.stringify([
      planView({ plan: plan(), confirms: [delivered] }, nothingLeft),
      confirmView(delivered, nothingLeft),
    ]);
    for (const name of ['docType', 'wrap', 'oneOffPublicKey', 'sealedHash', 'keyCommitment', 'participations']) {
      expect(shown).not.toContain(name);
    }
  });
});
