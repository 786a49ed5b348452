/** What raw blocks tell everybody about credit records: who created which transaction, when, in which order, and how large. */
import { StatusCode } from '@hyperledger/fabric-gateway';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import type { Command } from '../../../chaincode/api/commands';
import { cutOff } from '../../../gateway/outbox/periods';
import { asBuffer } from '../../../network/embedded/messages/bytes';
import { readAction, readEnvelope } from '../../../network/embedded/messages/transaction';

/** Times are milliseconds since 1970, `order` counts commands over all blocks. */
interface Seen {
  readonly timeMs: number;
  readonly order: number;
  readonly bytes: number;
}

export interface SeenPackage extends Seen {
  readonly lender: string;
  readonly period: number;
}

export interface SeenQuestion extends Seen {
  readonly lender: string;
  readonly numbers: number;
  /** By the later of the two evaluators. */
  readonly answeredMs: number;
}

/** The registrar says so of each package once it has posted what the package held. */
export interface SeenDiscard extends Seen {
  readonly lender: string;
  readonly period: number;
}

export interface SeenAttachment extends Seen {
  readonly subjectId: string;
}

/** A registration, a feedback or a level. */
export interface SeenPost extends Seen {
  readonly recordId: string;
  /** Of the record's registration. */
  readonly subjectId: string;
  readonly kind: 'REGISTRATION' | 'FEEDBACK' | 'LEVEL';
  /** Of a registration: until when its sides had to sign. */
  readonly signBy?: string | undefined;
  /** Of a registration. */
  readonly borrowedOn?: string | undefined;
  /** Of a registration: what stands in it of the mandate, where it is filed by one. */
  readonly mandate?: string | undefined;
  /** Of a registration: which record it ends early. */
  readonly renews?: string | undefined;
  /** Of a feedback, also of one that comes with a renewal, and of a level. */
  readonly level?: string | undefined;
  readonly priceFen?: number | undefined;
}

export interface Trace {
  readonly periodMs: number;
  /** A package holds what waited when so much of its period had passed; undefined: what waited when it was made. */
  readonly cutOff?: number | undefined;
  readonly packages: readonly SeenPackage[];
  readonly discards: readonly SeenDiscard[];
  readonly questions: readonly SeenQuestion[];
  readonly attachments: readonly SeenAttachment[];
  readonly posts: readonly SeenPost[];
}

interface SeenCommand extends Seen {
  readonly creator: string;
  readonly transactionBytes: number;
  readonly name: string;
  readonly command: Readonly<Record<string, unknown>>;
}

export function traceOf(blocks: readonly common.Block[], periodMs: number): Trace {
  let order = 0;
  const commands = blocks.flatMap(commandsOf).map((seen) => ({ ...seen, order: order++ }));
  const named = (...names: readonly string[]) => commands.filter(({ name }) => names.includes(name));
  const text = (value: unknown) => String(value ?? '');
  const subjects = new Map(
    named('credit:register').map(({ command }) => [text(command.recordId), text(command.subjectId)]),
  );
  const answered = new Map<string, number>();
  for (const { command, timeMs } of named('subject:evaluate')) answered.set(text(command.evaluationId), timeMs);
  return {
    periodMs,
    cutOff,
    packages: named('credit:handOver').map((seen) => ({
      ...seenOf(seen),
      bytes: seen.transactionBytes,
      lender: seen.creator,
      period: Number(seen.command.period),
    })),
    discards: named('credit:discard').map((seen) => ({
      ...seenOf(seen),
      lender: text(seen.command.partyId),
      period: Number(seen.command.period),
    })),
    questions: named('subject:ask').map((seen) => ({
      ...seenOf(seen),
      lender: seen.creator,
      numbers: (seen.command.blinded as readonly unknown[]).length,
      answeredMs: answered.get(text(seen.command.evaluationId)) ?? seen.timeMs,
    })),
    attachments: named('subject:attach').map((seen) => ({
      ...seenOf(seen),
      subjectId: text(seen.command.subjectId),
    })),
    posts: named('credit:register', 'credit:feedback', 'credit:setLevel').map((seen) => ({
      ...seenOf(seen),
      recordId: text(seen.command.recordId),
      subjectId: subjects.get(text(seen.command.recordId)) ?? '',
      ...saidIn(seen),
    })),
  };
}

/** The members that tell how a lender does business. */
function saidIn({ name, command }: SeenCommand): Pick<SeenPost, 'kind'> & Partial<SeenPost> {
  if (name !== 'credit:register') {
    const { level, priceFen } = command as Partial<SeenPost>;
    return { kind: name === 'credit:feedback' ? 'FEEDBACK' : 'LEVEL', level, priceFen };
  }
  const { signBy, borrowedOn, borrower, renewal } = command as unknown as Command<'credit:register'>;
  const mandate = borrower.type === 'MANDATE' ? borrower.mandateCommitment : undefined;
  const { recordId: renews, level, priceFen } = renewal ?? {};
  return { kind: 'REGISTRATION', signBy, borrowedOn, mandate, renews, level, priceFen };
}

function seenOf({ timeMs, order, bytes }: Seen): Seen {
  return { timeMs, order, bytes };
}

function commandsOf(block: common.Block): readonly Omit<SeenCommand, 'order'>[] {
  const filter = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  return (block.getData()?.getDataList_asU8() ?? []).flatMap((bytes, index) => {
    const parts = readEnvelope(common.Envelope.deserializeBinary(bytes));
    if (filter?.[index] !== StatusCode.VALID || parts.type !== common.HeaderType.ENDORSER_TRANSACTION) return [];
    const [name = '', argument = ''] = argumentsOf(readAction(parts.data).publicPayload);
    if (!/^(credit|subject):/.test(name)) return [];
    const creator = msp.SerializedIdentity.deserializeBinary(parts.creator).getMspid();
    const timeMs = timeOf(parts);
    const { commands } = JSON.parse(argument) as { readonly commands: readonly SeenCommand['command'][] };
    const seen = { creator, name, timeMs, transactionBytes: bytes.length };
    return commands.map((command) => ({ ...seen, command, bytes: JSON.stringify(command).length }));
  });
}

/** When the block's last transaction was made; 0 for one without. */
export function lastTimeOf(block: common.Block): number {
  const last = block.getData()?.getDataList_asU8().at(-1);
  return last === undefined ? 0 : timeOf(readEnvelope(common.Envelope.deserializeBinary(last)));
}

function timeOf({ timestamp }: Pick<ReturnType<typeof readEnvelope>, 'timestamp'>): number {
  return timestamp === undefined ? 0 : timestamp.seconds * 1_000 + timestamp.nanos / 1e6;
}

function argumentsOf(publicPayload: Buffer): readonly string[] {
  const input = peer.ChaincodeProposalPayload.deserializeBinary(publicPayload).getInput_asU8();
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(input).getChaincodeSpec();
  return (spec?.getInput()?.getArgsList_asU8() ?? []).map((argument) => asBuffer(argument).toString());
}
