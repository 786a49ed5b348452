/** Invariants of redemptions and of votes about them in every state, read from its records alone. */
import { dayCount, startOfDay } from '../../chaincode/api/ledger-day';
import { ledgerDay } from './query-scenario';
import type { Scenario } from './scenario';

export function expectRedemptionsSound(s: Scenario): void {
  const today = startOfDay({ day: ledgerDay(s), ...dayCount(s.ledger.document) });
  for (const redemption of s.ledger.records('redemption')) {
    const { status, cancelFrom, settledTime, objectBy, objectedTime, decideBy, endedTime } = redemption;
    expect([objectBy !== undefined, decideBy !== undefined]).toEqual([
      settledTime !== undefined,
      objectedTime !== undefined,
    ]);
    expect(endedTime === undefined).toBe(['REQUESTED', 'SETTLED', 'OBJECTED'].includes(status));
    // Silence decides by the ledger's day alone.
    if (status === 'CANCELLED') expect([settledTime, cancelFrom <= today]).toEqual([undefined, true]);
    if (status === 'EXPIRED') expect([objectedTime, (objectBy ?? '9') <= today]).toEqual([undefined, true]);
    if (status === 'UNDECIDED') expect((decideBy ?? '9') <= today).toBe(true);
    if (status === 'BURNED' || status === 'RETURNED') expect(objectedTime).toBeDefined();
  }

  const issuer = s.ledger.document.members.find(({ partyOrgType }) => partyOrgType === 'TOKEN_ISSUER')?.partyId ?? '';
  for (const { change, approvals, rejections, status } of s.ledger.records('proposal')) {
    const votes = [...approvals, ...rejections];
    expect(new Set(votes).size).toBe(votes.length);
    if (change.type !== 'REDEMPTION') continue;
    const holder = change.redemptionId.slice(0, change.redemptionId.indexOf(':'));
    expect(votes.filter((partyId) => partyId === issuer || partyId === holder)).toEqual([]);
    if (status === 'IN_FORCE') expect(approvals).toHaveLength(2);
  }
}
