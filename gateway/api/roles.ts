/** Who a user of the gateway may be. */
export const userRoles = ['admin', 'officer', 'auditor'] as const;
export type UserRole = (typeof userRoles)[number];

export interface User {
  readonly userName: string;
  readonly role: UserRole;
}
