/** Carries a history out on one ledger and writes down, line by line, what its clients observe. */
import { common, peer } from '@hyperledger/fabric-protos';
import { readAction, readEnvelope } from '../../../network/embedded/transaction';
import { type Call, type EnvelopeFault, type History, privateKeys, publicKeys, type Round } from './drawn';
import { endorsedText, failureText, hasEvent, responseText } from './observed';
import { collections, type Member, members, type Operation } from './operations';
import type { Side } from './side';
import { newProposal, type SignedProposal, type Signer } from './signed';

/** With everything that both ledgers get alike. */
export interface Prepared {
  readonly history: History;
  readonly proposals: ReadonlyMap<Call, SignedProposal>;
  readonly last: readonly { readonly at: Member; readonly proposal: SignedProposal }[];
  readonly signers: Readonly<Record<Member, Signer>>;
}

export interface Line {
  readonly what: string;
  readonly observed: string;
}

type Nonce = () => Buffer;

/** Proposals are made and signed once. */
export function prepare(history: History, signers: Readonly<Record<Member, Signer>>, nonce: Nonce): Prepared {
  const calls = [...history.rounds.flatMap((round) => round.calls), ...history.queries];
  const made = (call: Call) =>
    newProposal({ ...call, signer: signers[call.by], nonce: nonce(), program: JSON.stringify(call.program) });
  const last = members.map((at) => {
    const program = JSON.stringify(wholeState(history));
    const plain = { fault: 'none', signatureFault: 'none' } as const;
    return { at, proposal: newProposal({ ...plain, signer: signers[at], nonce: nonce(), program }) };
  });
  return { history, proposals: new Map(calls.map((call) => [call, made(call)])), last, signers };
}

/** Everything that can be read of a history's keys. */
function wholeState({ prefix }: History): readonly Operation[] {
  return [
    ['range', prefix, `${prefix}~`],
    ['composed', `${prefix}t`, []],
    ...publicKeys(prefix).map((key) => ['history', key] as const),
    ...collections.flatMap(({ name }) =>
      privateKeys(prefix).flatMap((key) => [['hidden', name, key] as const, ['hash', name, key] as const]),
    ),
    ...collections.map(({ name }) => ['hiddenRange', name, `${prefix}p0`, `${prefix}p9`] as const),
  ];
}

export async function play(prepared: Prepared, side: Side): Promise<readonly Line[]> {
  const { history, proposals, last } = prepared;
  const lines: Line[] = [];
  for (const [number, round] of history.rounds.entries())
    lines.push(...(await playRound(prepared, side, { number, round })));
  for (const call of history.queries) {
    const observed = await evaluated(side, proposals.get(call) as SignedProposal, call.at);
    lines.push({ what: `query ${callText(call)}`, observed });
  }
  for (const { at, proposal } of last) {
    lines.push({ what: `final state at ${at}`, observed: await evaluated(side, proposal, at) });
  }
  return lines;
}

interface Numbered {
  readonly number: number;
  readonly round: Round;
}

async function playRound({ proposals, signers }: Prepared, side: Side, { number, round }: Numbered): Promise<Line[]> {
  const lines: Line[] = [];
  const endorsed = new Map<number, common.Envelope>();
  const proposalOf = (call: number) => proposals.get(round.calls[call] as Call) as SignedProposal;
  const endorse = async (index: number, what: string) => {
    const call = round.calls[index] as Call;
    const observed = await side.endorse(proposalOf(index), call.at, call.endorsers).then((envelope) => {
      endorsed.set(index, envelope);
      return endorsedText(envelope);
    }, failureText);
    lines.push({ what: `round ${number}: ${what} ${index}: ${callText(call)}`, observed });
  };
  for (const index of round.calls.keys()) await endorse(index, 'endorse');

  const announcing = new Set(
    [...endorsed].filter(([, envelope]) => hasEvent(envelope)).map(([index]) => proposalOf(index).txId),
  );
  const accepted = new Map<string, number>();
  for (const { call: index, fault, signatureFault } of round.submissions) {
    const envelope = endorsed.get(index);
    if (envelope === undefined) continue;
    const { txId } = proposalOf(index);
    const { by, at } = round.calls[index] as Call;
    const sent = signed(tampered(envelope, fault), signers[by].sign(tampered(envelope, fault), signatureFault));
    const observed = await side.submit(txId, sent, at).then(() => 'accepted', failureText);
    lines.push({ what: `round ${number}: submit ${index}, ${fault}, signature ${signatureFault}`, observed });
    if (observed === 'accepted') accepted.set(txId, (accepted.get(txId) ?? 0) + 1);
    if (observed === 'accepted' && !round.together) await settled(side, txId, accepted.get(txId) ?? 1);
  }
  for (const [txId, times] of accepted) {
    const observed = await settled(side, txId, times, announcing.has(txId));
    lines.push({ what: `round ${number}: fate of ${txId}`, observed });
  }
  for (const index of round.again) await endorse(index, 'endorse again');
  return lines;
}

/** Codes in blocks, the code that each peer tells, and the event. */
async function settled(side: Side, txId: string, times: number, expectsEvent = false): Promise<string> {
  const codes = await side.codes(txId, times);
  const told = await Promise.all(members.map((member) => side.status(txId, member).catch(failureText)));
  const event = await side.event(txId, codes[0] === 'VALID' && expectsEvent);
  return `${codes} | ${told} | event ${event}`;
}

async function evaluated(side: Side, proposal: SignedProposal, at: Member): Promise<string> {
  return side.evaluate(proposal, at).then(responseText, failureText);
}

/** The payload's bytes, changed behind the endorsers' backs. */
function tampered(envelope: common.Envelope, fault: EnvelopeFault): Uint8Array {
  const bytes = envelope.getPayload_asU8();
  if (fault === 'none') return bytes;
  const payload = common.Payload.deserializeBinary(bytes);
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  const content = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? bytes);
  const endorsed = content.getAction();
  const [first, ...others] = (endorsed?.getEndorsementsList() ?? []).sort(byEndorser);
  if (action === undefined || endorsed === undefined || first === undefined) return bytes;
  if (fault === 'endorsement broken') first.setSignature(flipped(first.getSignature_asU8(), 20));
  if (fault === 'endorsement broken') endorsed.setEndorsementsList([first, ...others]);
  if (fault === 'endorsement dropped') endorsed.setEndorsementsList(others);
  if (fault === 'endorsement twice') endorsed.setEndorsementsList([first, first]);
  if (fault === 'response changed') {
    const { responsePayload } = readAction(readEnvelope(envelope).data);
    endorsed.setProposalResponsePayload(flipped(responsePayload, 10));
  }
  action.setPayload(content.serializeBinary());
  payload.setData(transaction.serializeBinary());
  return payload.serializeBinary();
}

function byEndorser(one: peer.Endorsement, other: peer.Endorsement): number {
  return Buffer.compare(one.getEndorser_asU8(), other.getEndorser_asU8());
}

function flipped(bytes: Uint8Array, position: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
  return changed;
}

function signed(payload: Uint8Array, signature: Uint8Array): common.Envelope {
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  envelope.setSignature(signature);
  return envelope;
}

function callText({ by, at, program, fault, signatureFault, endorsers, transient }: Call): string {
  const odd = [fault, signatureFault].filter((each) => each !== 'none');
  const more = [`at ${at}`, ...odd, ...(endorsers.length > 0 ? [`by ${endorsers}`] : []), transient ? 'transient' : ''];
  return `${by} ${more.filter(Boolean).join(', ')} ${JSON.stringify(program)}`;
}
