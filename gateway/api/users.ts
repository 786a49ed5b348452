/** The institution's own users. */
import { z } from 'zod';

export const userRoles = ['admin', 'officer', 'auditor'] as const;
export type UserRole = (typeof userRoles)[number];

export interface User {
  readonly userName: string;
  readonly role: UserRole;
}

export const userAnswer = z.object({ userName: z.string(), role: z.enum(userRoles) });
