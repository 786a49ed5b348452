/** Carries a history out on one ledger and writes down, line by line, what its clients observe. */
import { common } from '@hyperledger/fabric-protos';
import { readEnvelope } from '../../../network/embedded/messages/transaction';
import { type Call, type History, privateKeys, publicKeys, type Round, type Submission } from './drawn';
import { endorsedText, failureText, hasEvent, responseText } from './observed';
import { collections, type Member, members, type Operation } from './operations';
import type { Side } from './side';
import { newProposal, type SignedProposal, type Signer } from './signed';
import { type Endorsers, tampered } from './tampered';

/** With everything that both ledgers get alike. */
export interface Prepared {
  readonly history: History;
  readonly proposals: ReadonlyMap<Call, SignedProposal>;
  readonly last: readonly { readonly at: Member; readonly proposal: SignedProposal }[];
  readonly signers: Signers;
}

export interface Signers {
  readonly clients: Readonly<Record<Member, Signer>>;
  readonly endorsers: Endorsers;
}

export interface Line {
  readonly what: string;
  readonly observed: string;
}

type Nonce = () => Buffer;

/** Proposals are made and signed once. */
export function prepare(history: History, signers: Signers, nonce: Nonce): Prepared {
  const calls = [...history.rounds.flatMap((round) => round.calls), ...history.queries];
  const made = (call: Call) =>
    newProposal({ ...call, signer: signers.clients[call.by], nonce: nonce(), program: JSON.stringify(call.program) });
  const last = members.map((at) => {
    const program = JSON.stringify(wholeState(history));
    const plain = { fault: 'none', signatureFault: 'none' } as const;
    return { at, proposal: newProposal({ ...plain, signer: signers.clients[at], nonce: nonce(), program }) };
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
    const observed = await evaluated(side, proposals.get(call) as SignedProposal, call.at, call.endorsers);
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

async function playRound(prepared: Prepared, side: Side, { number, round }: Numbered): Promise<Line[]> {
  const { proposals } = prepared;
  const lines: Line[] = [];
  const note = (what: string, observed: string) => lines.push({ what: `round ${number}: ${what}`, observed });
  const endorsed = new Map<Call, common.Envelope>();
  const endorse = async (index: number, what: string) => {
    const call = round.calls[index] as Call;
    const observed = await side
      .endorse(proposals.get(call) as SignedProposal, call.at, call.endorsers)
      .then((envelope) => {
        endorsed.set(call, envelope);
        return endorsedText(envelope);
      }, failureText);
    note(`${what} ${index}: ${callText(call)}`, observed);
  };
  for (const index of round.calls.keys()) await endorse(index, 'endorse');

  const accepted = new Map<string, Accepted>();
  for (const submission of round.submissions) {
    const call = round.calls[submission.call] as Call;
    const envelope = endorsed.get(call);
    if (envelope === undefined) continue;
    const sent = sentBy(call, envelope, submission, prepared.signers);
    const { txId } = readEnvelope(sent);
    const observed = await side.submit(txId, sent, call.at).then(() => 'accepted', failureText);
    note(`submit ${submission.call}, ${submission.fault}, signature ${submission.signatureFault}`, observed);
    if (observed !== 'accepted') continue;
    const { times, announces } = accepted.get(txId) ?? { times: 0, announces: false };
    accepted.set(txId, { times: times + 1, announces: announces || hasEvent(sent) });
    if (!round.together) await settled(side, txId, { times: times + 1, announces: false });
  }
  for (const [txId, expected] of accepted) note(`fate of ${txId}`, await settled(side, txId, expected));
  for (const index of round.again) await endorse(index, 'endorse again');
  return lines;
}

/** What the orderer took of one transaction. */
interface Accepted {
  readonly times: number;
  readonly announces: boolean;
}

/** Codes in blocks, the code that each peer tells, and the event. */
async function settled(side: Side, txId: string, { times, announces }: Accepted): Promise<string> {
  const codes = await side.codes(txId, times);
  const told = await Promise.all(members.map((member) => side.status(txId, member).catch(failureText)));
  const event = await side.event(txId, announces && codes.includes('VALID'));
  return `${codes} | ${told} | event ${event}`;
}

async function evaluated(side: Side, proposal: SignedProposal, at: Member, targets: readonly Member[] = []) {
  return side.evaluate(proposal, at, targets).then(responseText, failureText);
}

function sentBy({ by }: Call, envelope: common.Envelope, { fault, signatureFault }: Submission, signers: Signers) {
  const payload = tampered(envelope, fault, signers.endorsers);
  const sent = new common.Envelope();
  sent.setPayload(payload);
  sent.setSignature(signers.clients[by].sign(payload, signatureFault));
  return sent;
}

function callText({ by, at, program, fault, signatureFault, endorsers, transient }: Call): string {
  const odd = [fault, signatureFault].filter((each) => each !== 'none');
  const more = [`at ${at}`, ...odd, ...(endorsers.length > 0 ? [`by ${endorsers}`] : []), transient ? 'transient' : ''];
  return `${by} ${more.filter(Boolean).join(', ')} ${JSON.stringify(program)}`;
}
