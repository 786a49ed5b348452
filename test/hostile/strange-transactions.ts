/**
 * Transactions that Fabric finds valid and no honest client makes, drawn from a seed. `flawed` ones are to be passed over;
 * others are whatever came of a random change, and a gateway may read some of them.
 */
import { common } from '@hyperledger/fabric-protos';
import type { Draw } from '../campaign/draw';
import { envelopeOf, type TransactionParts } from '../gateway/ledger/block-builder';

export interface StrangeTransaction {
  readonly kind: string;
  /** Bytes of `Envelope`. */
  readonly envelope: Uint8Array;
  /** Whether nothing of it may ever be folded. */
  readonly flawed: boolean;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

const oddTexts = [
  '',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u{1f4a9}',
  '__proto__',
  'x'.repeat(5_000),
  '‮',
  "';--",
];
const oddNumbers = [2 ** 53, -(2 ** 53), 0.5, 1e300, -1e300, -1, -0, 5e-324];
const oddValues: readonly Json[] = [null, true, [], {}, [[]], { toString: 1 }, ...oddTexts, ...oddNumbers];
const oddPayloads = ['', '{', 'null', '[]', '{}', '{"events":null}', '{"events":{}}', '{"events":[null]}', '\ufeff{}'];
const oddSeconds = [-1, -1e15, 253_402_300_800, 1e12, 1e15, -(2 ** 53), 2 ** 53];
const ownCollections = ['_implicit_org_WatchtowerMSP', 'registrar'];

const kinds = {
  'private writes alone': (draw) =>
    flawed({ ...oddTime(draw), ...hidden(draw), event: { payload: forgedEvents(draw) } }),
  'private writes alone, announcing nonsense': (draw) =>
    flawed({ ...oddTime(draw), ...hidden(draw), event: { payload: draw.one(oddPayloads) } }),
  'no writes at all': (draw) => flawed({ event: { payload: forgedEvents(draw) } }),
  'an impossible time': (draw, honest) => flawed({ ...honest, timestamp: { seconds: draw.one(oddSeconds), nanos: 0 } }),
  'a value that is no JSON': (draw, honest) => flawed(withValue(honest, draw, (text) => cut(draw, text))),
  'a value that is no UTF-8': (draw, honest) =>
    flawed(withValue(honest, draw, (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff])]))),
  'a member too many': (draw, honest) => flawed(withRecord(honest, draw, (record) => ({ ...record, more: 1 }))),
  'a member too few': (draw, honest) => flawed(withRecord(honest, draw, (record) => without(record, 'docType'))),
  'an unknown docType': (draw, honest) =>
    flawed(withRecord(honest, draw, (record) => ({ ...record, docType: draw.one(['tomorrow', 'constructor', '']) }))),
  "another's key": (_draw, honest) => flawed(underOtherKeys(honest)),
  'events that are none': (draw, honest) => flawed({ ...honest, event: { payload: draw.one(oddPayloads) } }),
  'thousands of events, the last unknown': (draw, honest) =>
    flawed({ ...honest, event: { payload: manyEvents(draw.int(1_000, 3_000), { name: 'TomorrowEvent' }) } }),
  'movements beyond every number': (_draw, honest) => flawed({ ...honest, event: { payload: hugePayout } }),
  'thousands of events': (draw, honest) => either({ ...honest, event: { payload: manyEvents(draw.int(500, 1_500)) } }),
  'a changed value': (draw, honest) =>
    either(withRecord(honest, draw, (record) => changed(draw, record) as Readonly<Record<string, Json>>)),
  'a changed event': (draw, honest) => either(withEvents(honest, (events) => changed(draw, events))),
  'odd nanoseconds': (draw, honest) =>
    either({ ...honest, timestamp: { seconds: draw.int(0, 2e9), nanos: draw.int(-(2 ** 31), 2 ** 31 - 1) } }),
  'a header in parts': (draw, honest) =>
    repacked(
      honest,
      Buffer.from(
        draw.one([
          [0x0a, 0],
          [0x08, 1],
          [0x7b, 0x7c],
        ]),
      ),
    ),
  'flipped bytes': (draw, honest) => torn(draw, honest),
  'a configuration': (_draw, honest) => flawed({ ...honest, type: 'CONFIG' }),
} satisfies Readonly<Record<string, (draw: Draw, honest: TransactionParts) => Omit<StrangeTransaction, 'kind'>>>;

type Kind = keyof typeof kinds;

export const strangeKinds = Object.keys(kinds) as readonly Kind[];
const longKinds = strangeKinds.filter((kind) => kind.startsWith('thousands'));
const shortKinds = strangeKinds.filter((kind) => !longKinds.includes(kind));

/** `honest` writes at least one record publicly; `isLong`: one of thousands of events. */
export function drawStrange(draw: Draw, honest: TransactionParts, isLong: boolean): StrangeTransaction {
  const kind = draw.one(isLong ? longKinds : shortKinds);
  return { kind, ...kinds[kind](draw, honest) };
}

function flawed(parts: TransactionParts) {
  return { envelope: envelopeOf(parts).serializeBinary(), flawed: true };
}

function either(parts: TransactionParts) {
  return { envelope: envelopeOf(parts).serializeBinary(), flawed: false };
}

function oddTime(draw: Draw): Pick<TransactionParts, 'timestamp'> {
  return draw.chance(0.5) ? { timestamp: { seconds: draw.one(oddSeconds), nanos: draw.int(-1e9, 1e9) } } : {};
}

function hidden(draw: Draw): Pick<TransactionParts, 'hidden'> {
  return { hidden: { [draw.one(ownCollections)]: { [`key${draw.int(0, 9)}`]: draw.chance(0.5) ? 'x' : undefined } } };
}

/** As the chaincode announces: whoever believes them has tokens that nobody recharged. */
function forgedEvents(draw: Draw): string {
  const recharge = {
    name: 'TokenRechargeEvent',
    rechargeId: `KeystoneMSP:forged${draw.int(0, 99)}`,
    amountFen: 10_000,
  };
  return JSON.stringify({ events: [{ ...recharge, partyId: draw.one(['HarbourMSP', 'MeadowMSP', 'a\u0000b']) }] });
}

function manyEvents(count: number, ...more: readonly Json[]): string {
  const event = { name: 'PartyKeyEvent', partyId: 'HarbourMSP', version: 1 };
  return JSON.stringify({ events: [...Array.from({ length: count }, () => event), ...more] });
}

const transfers = [1, 2].map(() => ({ partyId: 'HarbourMSP', amountFen: Number.MAX_SAFE_INTEGER }));
const hugePayout = JSON.stringify({
  events: [{ name: 'CreditPayoutEvent', period: 1, partyId: 'KeystoneMSP', transfers }],
});

function publicPuts({ writes = {} }: TransactionParts): Readonly<Record<string, string | Uint8Array | undefined>> {
  return writes.tallystick ?? {};
}

function withValue(honest: TransactionParts, draw: Draw, change: (text: string) => string | Uint8Array) {
  const puts = publicPuts(honest);
  const written = Object.entries(puts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  const [key, value] = draw.one(written);
  return { ...honest, writes: { tallystick: { ...puts, [key]: change(value) } } };
}

function withRecord(
  honest: TransactionParts,
  draw: Draw,
  change: (record: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>,
): TransactionParts {
  return withValue(honest, draw, (text) => JSON.stringify(change(JSON.parse(text))));
}

function withEvents(honest: TransactionParts, change: (payload: Json) => Json): TransactionParts {
  const { payload = manyEvents(1) } = honest.event ?? {};
  return { ...honest, event: { payload: JSON.stringify(change(JSON.parse(String(payload)))) } };
}

function underOtherKeys(honest: TransactionParts): TransactionParts {
  const moved = Object.entries(publicPuts(honest)).map(([key, value]) => [`${key}x\u0000`, value]);
  return { ...honest, writes: { tallystick: Object.fromEntries(moved) } };
}

function without(record: Readonly<Record<string, Json>>, member: string): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== member));
}

/** Never the whole of it, and so no JSON any more. */
function cut(draw: Draw, text: string): string {
  return text.slice(0, draw.int(1, text.length - 1));
}

/** Another value in a random place. */
function changed(draw: Draw, value: Json): Json {
  if (typeof value !== 'object' || value === null || draw.chance(0.15)) return draw.one(oddValues);
  if (Array.isArray(value)) {
    if (value.length === 0) return [draw.one(oddValues)];
    const place = draw.int(0, value.length - 1);
    return value.map((item: Json, index) => (index === place ? changed(draw, item) : item));
  }
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  if (members.length === 0) return draw.one(oddValues);
  const [name, member] = draw.one(members);
  return draw.chance(0.2)
    ? without(value as Readonly<Record<string, Json>>, name)
    : { ...(value as Readonly<Record<string, Json>>), [name]: changed(draw, member) };
}

/** Bytes behind the payload that Go overlooks or merges. */
function repacked(honest: TransactionParts, more: Uint8Array) {
  const envelope = envelopeOf(honest);
  envelope.setPayload(Buffer.concat([envelope.getPayload_asU8(), more]));
  return { envelope: envelope.serializeBinary(), flawed: false };
}

/** Fabric would find hardly one of them valid. */
function torn(draw: Draw, honest: TransactionParts) {
  const bytes = Buffer.from(common.Envelope.deserializeBinary(envelopeOf(honest).serializeBinary()).serializeBinary());
  for (let flips = draw.int(1, 4); flips > 0; flips--) bytes[draw.int(0, bytes.length - 1)] = draw.int(0, 255);
  return { envelope: draw.chance(0.3) ? bytes.subarray(0, draw.int(0, bytes.length)) : bytes, flawed: false };
}
