/** Who a user of the gateway may be. A reviewer reads as an officer does, and proposes where commands need a second person. */
export const userRoles = ['admin', 'officer', 'reviewer', 'auditor'] as const;
export type UserRole = (typeof userRoles)[number];

export interface User {
  readonly userName: string;
  readonly role: UserRole;
}
