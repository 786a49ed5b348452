/** The settings of sign-in by the institution's own directory. */
import type { UserRole } from '../api/roles';
import type { SessionTimes } from './store';

export interface OidcSettings extends SessionTimes {
  /** The provider's address, as its tokens name it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The address under which browsers reach this gateway, without a path. */
  readonly publicUrl: string;
  /** The claim with the groups of a person, and the one with the name. */
  readonly roleClaim: string;
  readonly userClaim: string;
  /** Group to role; the first one that a person has counts. */
  readonly roles: Readonly<Record<string, UserRole>>;
}
