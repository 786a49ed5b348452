/**
 * The forms of a founding document and of its changes, and the rules that hold of the whole at all times. Founding checks them, and
 * so does every change, so that no vote leads to rules under which nobody can act.
 */
import { z } from 'zod';
import { faultless, identifier, partyIdentifier, publicText } from './forms';
import { patienceDays } from './ledger-day';
import {
  type FoundingDocument,
  lastingParameters,
  type Member,
  type ProposalRecord,
  partyOrgTypes,
  proposalStatuses,
} from './records';
import { findPublicTextFault } from './texts';
import { timeZones } from './time-zones';

/** At most ten years. */
const seconds = z.int().min(1).max(315_360_000);
/** At most a hundred years. */
const days = z.int().min(1).max(36_525);
/** Nobody has less time than the ledger's day may be behind. */
const daysToAct = days.min(patienceDays);

export const parametersForm = z.strictObject({
  timeZone: z.enum(timeZones),
  clockWindowSeconds: z.int().min(10).max(900),
  deliverWithinSeconds: seconds,
  disputeWithinSeconds: seconds,
  expiryGraceSeconds: z.int().min(0).max(315_360_000),
  minConfirmRmb: z.int().min(1),
  settleWithinSeconds: seconds,
  objectWithinSeconds: seconds,
  decideWithinDays: daysToAct,
  proposalDays: daysToAct,
  evaluationsPerDay: z.int().min(0),
  packagePeriodSeconds: seconds,
  packageBytes: z.int().min(4_096).max(1_048_576),
  maxPriceFen: z.int().min(0),
  summaryNeedsConsent: z.boolean(),
  maxConsentSeconds: seconds,
  maxConsentUses: z.int().min(1),
  retentionDays: days,
  disputeAnswerDays: days,
  payoutDays: days,
  keyWaitDays: days,
});

/** Names that voters read. Some Greek and Cyrillic letters look like Latin ones, so one name does not hold both. */
function findNameFault(name: string): string | undefined {
  const isMixed = /[a-z]/i.test(name.normalize('NFKD')) && /[\u0370-\u052f\u1f00-\u1fff]/.test(name);
  return isMixed ? 'holds Latin letters beside Greek or Cyrillic ones' : findPublicTextFault(name);
}

export const memberForm = z.strictObject({
  partyId: faultless(partyIdentifier, findPublicTextFault),
  partyName: faultless(z.string().min(1).max(256), findNameFault).meta({ override: { format: 'line-of-text' } }),
  partyOrgType: z.enum(partyOrgTypes),
  endorses: z.boolean(),
});

export const maxMembers = 200;

/** Its members one by one, without what must hold of them together. */
export const allianceForm = z.strictObject({
  allianceName: publicText,
  members: z.array(memberForm).min(1).max(maxMembers),
  evaluators: z.array(partyIdentifier).max(2),
  registrar: partyIdentifier,
  daySeconds: z.int().min(1).max(86_400),
  parameters: parametersForm,
});

export const foundingDocumentForm = allianceForm.superRefine((document, context) => {
  for (const { path, message } of findContradictions(document)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

export const changeForm = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('PARAMETERS'),
    parameters: parametersForm.omit(lastingParameters).partial(),
  }),
  z.strictObject({ type: z.literal('MEMBER'), member: memberForm }),
  z.strictObject({
    type: z.literal('REDEMPTION'),
    redemptionId: identifier,
    verdict: z.enum(['BURN', 'RETURN']),
  }),
]);

export interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
}

/** Lists the members of the document that do not fit together, offices and periods above all. */
export function findContradictions(document: FoundingDocument): readonly Contradiction[] {
  return [...membersOutOfPlace(document), ...officesOutOfPlace(document), ...periodsTooShort(document)];
}

/** The text without what hardly anybody sees: case, width, and the like. */
const shape = (text: string) => text.normalize('NFKC').toLowerCase();

function membersOutOfPlace({ members }: FoundingDocument): Contradiction[] {
  const isRepeated = (texts: readonly string[]) => new Set(texts.map(shape)).size < texts.length;
  const issuers = members.filter(({ partyOrgType }) => partyOrgType === 'TOKEN_ISSUER').length;
  const regulatorEndorses = members.some(({ partyOrgType, endorses }) => partyOrgType === 'REGULATOR' && endorses);
  return complaints('members', {
    'a partyId occurs twice, perhaps in another case': isRepeated(members.map(({ partyId }) => partyId)),
    'a partyName occurs twice, perhaps in another case or width': isRepeated(members.map(({ partyName }) => partyName)),
    'no member endorses, so no vote counts': !members.some(({ endorses }) => endorses),
    'a regulator endorses': regulatorEndorses,
    // Any of several issuers could settle any redemption.
    [`there must be one token issuer, not ${issuers}`]: issuers !== 1,
  });
}

function officesOutOfPlace({ members, evaluators, registrar }: FoundingDocument): Contradiction[] {
  const findMember = (partyId: string): Member | undefined => members.find((member) => member.partyId === partyId);
  return [
    ...complaints('evaluators', {
      'an evaluator is no member': evaluators.some((partyId) => findMember(partyId) === undefined),
      'an evaluator occurs twice': new Set(evaluators).size < evaluators.length,
    }),
    ...complaints('registrar', { 'the registrar is no member that endorses': !findMember(registrar)?.endorses }),
  ];
}

/**
 * Lengths in days of the ledger. If one side loses by its silence, the other can hold an envelope back while the ledger's day is
 * behind. The silent side still needs time after that.
 */
const shortestInDays = {
  deliverWithinSeconds: 1,
  disputeWithinSeconds: patienceDays,
  settleWithinSeconds: patienceDays,
  objectWithinSeconds: patienceDays,
  maxConsentSeconds: 1,
} as const;

function periodsTooShort({ daySeconds, parameters }: FoundingDocument): Contradiction[] {
  const names = Object.keys(shortestInDays) as (keyof typeof shortestInDays)[];
  return names
    .filter((name) => parameters[name] < shortestInDays[name] * daySeconds)
    .map((name) => ({
      path: ['parameters', name],
      message: `is shorter than ${shortestInDays[name]} of the ledger's days`,
    }));
}

function complaints(path: string, holds: Readonly<Record<string, boolean>>): Contradiction[] {
  return Object.entries(holds).flatMap(([message, isSo]) => (isSo ? [{ path: [path], message }] : []));
}

/** LAPSED: open, and its last day to vote has passed. It is written nowhere, since it follows from the ledger's day. */
export const proposalStandings = [...proposalStatuses, 'LAPSED'] as const;
export type ProposalStanding = (typeof proposalStandings)[number];

export function proposalStandingOn({ status, voteByDay }: ProposalRecord, day: number): ProposalStanding {
  return status === 'OPEN' && day > voteByDay ? 'LAPSED' : status;
}
