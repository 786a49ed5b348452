/** Checks an item before the registrar posts it: its form, and the evidence that only the registrar gets to see. */
import { z } from 'zod';
import { commandForms } from '../../chaincode/api/commands';
import { parseForeignJson } from '../../chaincode/api/json';
import { answerText, feedbackText, isSignedBy, registrationText } from '../../chaincode/api/signatures';
import { isUsableKey } from '../../chaincode/api/subject-keys';
import { type HandedName, maxPackageItems, type OutboxItem } from '../outbox/outbox';
import type { RegistrarDeps } from './deps';

type EvidenceDeps = Pick<RegistrarDeps, 'channel' | 'store' | 'ledgerDay'>;

/** The order in which kinds are posted; within one, nothing tells who brought what. */
export const postedKinds: readonly (readonly HandedName[])[] = [
  ['subject:attach'],
  ['subject:addKey', 'subject:revokeKey'],
  ['credit:register'],
  ['credit:feedback'],
  ['credit:setLevel'],
  ['credit:deliver'],
  ['credit:dispute'],
  ['credit:answerDispute'],
];

export type Doubt = 'ITEM_MALFORMED' | 'LENDER_NOT_PROVEN' | 'ANSWER_NOT_OWED';

const { signedBy, subjectId } = commandForms['subject:addKey'].shape;
/** All of it is looked up in SQL, so nothing but the documented forms passes. */
const lenderForm = signedBy.unwrap().extend({ subjectId });

const itemForm = z.object({
  name: z.enum(postedKinds.flat() as [HandedName, ...HandedName[]]),
  command: z.unknown(),
  private: z.string().optional(),
  lender: lenderForm.optional(),
});

/** An item of a known kind whose command has the documented form; undefined for anything else. */
export function parseItem(value: unknown): OutboxItem | undefined {
  const item = itemForm.safeParse(value);
  if (!item.success) return undefined;
  const command = commandForms[item.data.name].safeParse(item.data.command);
  return command.success ? ({ ...item.data, command: command.data, key: '' } as unknown as OutboxItem) : undefined;
}

/** The items of an opened package, no more than a gateway fills one with; what is none stands as undefined. */
export function parsePackage(text: string): readonly (OutboxItem | undefined)[] {
  try {
    const { items } = parseForeignJson(text) as { readonly items?: unknown };
    return Array.isArray(items) ? items.slice(0, maxPackageItems).map(parsedOrNone) : [undefined];
  } catch {
    return [undefined];
  }
}

/** An item is judged by itself, so that a bad one harms none beside it. */
function parsedOrNone(value: unknown): OutboxItem | undefined {
  try {
    return parseItem(value);
  } catch {
    return undefined;
  }
}

/** Why an item is not posted; undefined where it is. */
export async function findDoubt(deps: EvidenceDeps, item: OutboxItem): Promise<Doubt | undefined> {
  if (item.name === 'credit:deliver') return (await isOwed(deps, item)) ? undefined : 'ANSWER_NOT_OWED';
  if (item.lender === undefined) return undefined;
  return (await isProven(deps, item, item.lender)) ? undefined : 'LENDER_NOT_PROVEN';
}

/**
 * True if the answer waits and is signed with its record's key: a copy from the ledger, which anybody could make, earns nothing.
 */
async function isOwed(
  { channel, store }: EvidenceDeps,
  { command }: Extract<OutboxItem, { readonly name: 'credit:deliver' }>,
): Promise<boolean> {
  const { answerId, wrap, signature } = command;
  const answer = await store.registrar.answer(answerId);
  if (answer?.status !== 'HELD') return false;
  const { recordId } = answer;
  const record = await store.registrar.record(recordId);
  return (
    record !== undefined && isSignedBy(record.lenderKey, answerText({ channel, recordId }, answerId, wrap), signature)
  );
}

async function isProven(
  { channel, store, ledgerDay }: EvidenceDeps,
  item: OutboxItem,
  { subjectId, keyId, signature }: NonNullable<OutboxItem['lender']>,
): Promise<boolean> {
  const text = lenderText(channel, item);
  if (text === undefined || ('subjectId' in item.command && item.command.subjectId === subjectId)) return false;
  const key = await store.subjectKey(subjectId, keyId);
  const day = (await ledgerDay()) ?? 0;
  return key !== undefined && isUsableKey(key, 'SIGN', day) && isSignedBy(key.publicKey, text, signature);
}

/** The text that the person behind a lender has signed. */
function lenderText(channel: string, item: OutboxItem): string | undefined {
  if (item.name === 'credit:register') {
    const { borrower, renewal, correction } = item.command;
    const content = { ...item.command, renews: renewal?.recordId, corrects: correction?.recordId };
    return registrationText(channel, 'LENDER_PERSON', content, borrower);
  }
  if (item.name !== 'credit:feedback') return undefined;
  const { recordId, number } = item.command;
  return feedbackText({ channel, recordId }, 'LENDER_PERSON', number, item.command);
}
