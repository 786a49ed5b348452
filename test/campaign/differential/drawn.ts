/** A history, drawn from its seed: data only, play.ts carries it out. Nearly all keys begin with the seed. */
import { type Draw, drawFor } from '../draw';
import { collections, type Member, members, type Operation, type WriteRecord } from './operations';
import { type ProposalFault, proposalFaults, type SignatureFault, signatureFaults } from './signed';
import { type EnvelopeFault, envelopeFaults } from './tampered';

export interface Call {
  readonly by: Member;
  /** Whose peer is asked. */
  readonly at: Member;
  readonly program: readonly Operation[];
  readonly transient?: string;
  readonly fault: ProposalFault;
  readonly signatureFault: SignatureFault;
  /** Whom the client names, of a query the one to be asked; none leaves it to the gateway. */
  readonly endorsers: readonly Member[];
}

export interface Submission {
  /** Which of the round's calls. */
  readonly call: number;
  readonly fault: EnvelopeFault;
  readonly signatureFault: SignatureFault;
}

/** All calls are endorsed before the first is submitted. */
export interface Round {
  readonly calls: readonly Call[];
  readonly submissions: readonly Submission[];
  /** One after another without waiting for a block between them. */
  readonly together: boolean;
  /** Proposals of this round that are endorsed once more when all is committed. */
  readonly again: readonly number[];
}

export interface History {
  readonly prefix: string;
  readonly rounds: readonly Round[];
  readonly queries: readonly Call[];
}

export const publicKeys = (prefix: string) => Array.from({ length: 6 }, (_, index) => `${prefix}k${index}`);
export const privateKeys = (prefix: string) => Array.from({ length: 3 }, (_, index) => `${prefix}p${index}`);

export function drawHistory(seed: number): History {
  const draw = drawFor(seed, 'differential');
  const prefix = `s${seed}-`;
  const rounds = Array.from({ length: draw.int(3, 6) }, (_, round) => drawRound(draw, prefix, round));
  const queries = Array.from({ length: draw.int(2, 4) }, () => ({
    ...drawCall(draw, prefix),
    at: draw.one(members),
    endorsers: draw.chance(0.3) ? [draw.one(members)] : [],
  }));
  return { prefix, rounds, queries };
}

function drawRound(draw: Draw, prefix: string, round: number): Round {
  const calls = Array.from({ length: draw.int(1, 5) }, () => drawCall(draw, prefix, round === 0));
  const inOrder = calls.map((_, call) => call).sort(() => draw.next() - 0.5);
  const twice = draw.chance(0.15) ? [draw.int(0, calls.length - 1)] : [];
  return {
    calls,
    submissions: [...inOrder, ...twice].map((call) => ({
      call,
      fault: draw.chance(0.12) ? draw.one(envelopeFaults) : 'none',
      signatureFault: draw.chance(0.06) ? draw.one(signatureFaults) : 'none',
    })),
    together: draw.chance(0.7),
    again: draw.chance(0.15) ? [draw.int(0, calls.length - 1)] : [],
  };
}

/** The first round writes, so that later ones have something to meet. */
function drawCall(draw: Draw, prefix: string, writes = false): Call {
  const by = draw.one(members);
  const length = draw.int(1, 4);
  const program = Array.from({ length }, () => (writes && draw.chance(0.6) ? drawWrite : drawOperation)(draw, prefix));
  const end: Operation[] = draw.chance(0.1) ? [drawEnd(draw)] : [];
  return {
    by,
    at: draw.chance(0.9) ? by : draw.one(members),
    program: [...program, ...end],
    ...(draw.chance(0.3) && { transient: value(draw) }),
    fault: draw.chance(0.08) ? draw.one(proposalFaults) : 'none',
    signatureFault: draw.chance(0.04) ? draw.one(signatureFaults) : 'none',
    endorsers: draw.chance(0.15) ? draw.one([['keystone'], ['harbour'], ['keystone', 'harbour'], ['meadow']]) : [],
  };
}

function drawOperation(draw: Draw, prefix: string): Operation {
  return draw.chance(0.45) ? drawWrite(draw, prefix) : drawRead(draw, prefix);
}

function drawWrite(draw: Draw, prefix: string): Operation {
  const key = draw.one(publicKeys(prefix));
  const hiddenKey = draw.one(privateKeys(prefix));
  const collection = anyCollection(draw);
  return draw.one<() => Operation>([
    () => ['put', key, value(draw)],
    () => ['put', key, value(draw)],
    () => ['put', `${prefix}k${draw.int(10, 40)}`, value(draw)],
    () => ['put', draw.one([key, '', '\0x', '\u{10ffff}y']), draw.one(['', 'x'])],
    () => ['big', key, draw.one([1_000, 60_000])],
    () => ['del', key],
    () => ['compose', `${prefix}t`, [draw.one(['a', 'b', 'aa']), String(draw.int(0, 3))], value(draw)],
    () => ['hide', collection, hiddenKey, draw.one([value(draw), value(draw), ''])],
    () => ['hide', collection, hiddenKey, value(draw)],
    () => ['hideTransient', collection, hiddenKey],
    () => ['unhide', collection, hiddenKey],
    () => ['purge', collection, hiddenKey],
    () => ['batch', Array.from({ length: draw.int(1, 4) }, () => drawRecord(draw, prefix))],
    () => ['event', draw.one(['told', 'said', '']), value(draw)],
  ])();
}

function drawRead(draw: Draw, prefix: string): Operation {
  const key = draw.one(publicKeys(prefix));
  const hiddenKey = draw.one(privateKeys(prefix));
  const collection = anyCollection(draw);
  const [start, end] = [draw.one([prefix, key]), draw.one([`${prefix}k3`, `${prefix}z`, `${prefix}a`])];
  return draw.one<() => Operation>([
    () => ['get', key],
    () => ['get', key],
    () => ['get', draw.one([`${prefix}absent`, ''])],
    () => ['history', key],
    () => ['range', start, end],
    () => ['range', start, end],
    () => ['some', start, end, draw.int(0, 3)],
    () => ['page', start, end, draw.int(1, 4), draw.one(['', '', key])],
    () => ['composed', `${prefix}t`, draw.one([[], ['a'], ['a', '1']])],
    () => ['composedPage', `${prefix}t`, draw.one([[], ['a']]), draw.int(1, 3), ''],
    () => ['hidden', collection, hiddenKey],
    () => ['hash', collection, hiddenKey],
    () => ['hiddenRange', collection, `${prefix}p0`, `${prefix}p9`],
    () => ['gets', draw.one(['', '', collection]), [key, draw.one(publicKeys(prefix)), hiddenKey]],
    () => ['rich'],
  ])();
}

function drawRecord(draw: Draw, prefix: string): WriteRecord {
  const collection = draw.one(['', '', anyCollection(draw)]);
  const key = draw.one(collection === '' ? publicKeys(prefix) : privateKeys(prefix));
  return draw.one<WriteRecord>([
    ['PUT_STATE', collection, key, value(draw)],
    ['PUT_STATE', collection, key, value(draw)],
    ['DEL_STATE', collection, key],
    ['PURGE_PRIVATE_DATA', collection, key],
  ]);
}

function drawEnd(draw: Draw): Operation {
  const status = draw.one([200, 201, 299, 399, 400, 404, 422, 499, 500, 503, 0, -1]);
  return draw.chance(0.3) ? ['throw', 'no such loan'] : ['answer', status, draw.one(['', 'so it is']), value(draw)];
}

function anyCollection(draw: Draw): string {
  return draw.chance(0.03) ? draw.one(['absent', '']) : draw.one(collections).name;
}

function value(draw: Draw): string {
  return `v${draw.int(0, 99_999)}`;
}
