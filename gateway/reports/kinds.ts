/** The kinds of the copy for reports, of which the settings choose. */
export const reportKinds = [
  'plans',
  'confirms',
  'tokenMovements',
  'redemptions',
  'creditRecords',
  'consents',
  'queries',
  'payouts',
  'alliance',
] as const;
export type ReportKind = (typeof reportKinds)[number];
