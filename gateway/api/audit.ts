/** The audit log: who called what, about which identifiers, with which outcome; chained by hashes, so that a change shows. */
import { z } from 'zod';
import { localIdentifier, page } from './forms';
import { operation } from './operation';
import { userRoles } from './roles';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** An entry without its hash, which is the SHA-256 of its canonical JSON (RFC 8785). */
export const auditEntry = z.object({
  number: z.int().min(1).meta({ description: 'Counts the entries without a gap' }),
  time: z.iso.datetime(),
  operation: z.string().meta({ description: 'The operationId, or signIn for refused sign-ins' }),
  userName: z.string().optional().meta({ description: 'Absent if nobody signed in' }),
  role: z.enum(userRoles).optional(),
  about: z.array(z.string()).meta({ description: 'Own identifiers by their local part' }),
  status: z.int(),
  code: z.string().optional().meta({ description: 'The code of the refusal' }),
  count: z.int().optional().meta({ description: 'The number of refused sign-ins that the entry stands for' }),
  since: z.iso.datetime().optional().meta({ description: 'The minute in which they were refused' }),
  previous: hash.meta({ description: 'The hash of the entry before; 64 zeros for the first entry' }),
});

export type AuditEntry = z.infer<typeof auditEntry>;

const access = { roles: ['admin', 'auditor'] } as const;
const time = z
  .string()
  .max(40)
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => new Date(text).toISOString());

export const listAuditEntries = operation({
  id: 'listAuditEntries',
  call: 'audit.list',
  method: 'get',
  path: '/v1/audit',
  summary: 'List entries of the audit log, newest first',
  access,
  query: z.strictObject({
    userName: localIdentifier.optional(),
    operation: z
      .string()
      .regex(/^[A-Za-z]{1,64}$/)
      .optional(),
    about: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,129}$/)
      .optional(),
    since: time.optional(),
    until: time.optional(),
    ...page,
  }),
  answers: {
    200: {
      description: 'A page of entries',
      body: z.object({
        items: z.array(auditEntry.extend({ hash }).meta({ id: 'AuditEntry' })),
        nextCursor: z.string().optional(),
      }),
    },
  },
});

export const exportAuditLog = operation({
  id: 'exportAuditLog',
  call: 'audit.export',
  method: 'get',
  path: '/v1/audit/export',
  summary: 'Download the audit log with the proof of its chain',
  description:
    'Each line is an entry as canonical JSON with its hash; the last line names the number and the hash of the last entry. `tallystick verify-audit` checks the file.',
  access,
  audited: [],
  query: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .meta({ override: { type: 'integer', pattern: undefined, minimum: 0, maximum: 999_999_999_999_999 } })
      .optional(),
  }),
  answers: { 200: { description: 'The entries, oldest first', type: 'application/x-ndjson' } },
  refusals: ['TOO_MANY_STREAMS'],
});
