/**
 * Why the ledger does not serve, where somebody said it: the one place that knows the words of Fabric's peers, of the embedded
 * ledger and of TLS for causes that do not pass by waiting. The first row that fits is the cause.
 */
import { Rejection } from '../../chaincode/api/refusals';

export type TroubleCode = keyof typeof troubles;

export interface Trouble {
  readonly code: TroubleCode;
  /** The fault. It holds nothing of a command. */
  readonly text: string;
  /** The operator's remedy. */
  readonly remedy: string;
  /** For a clock: the seconds that this gateway's is ahead of the endorser's, negative if it is behind. */
  readonly aheadSeconds?: number;
}

const troubles = {
  CLOCK_OUT_OF_WINDOW: {
    text: 'The clocks of this gateway and of an endorser differ by more than the alliance allows.',
    remedy: "Set this machine's clock, or have the endorser's set; both should follow a time server.",
  },
  CERTIFICATE_EXPIRED: {
    text: 'A certificate of this gateway, or of its peer, is outside its time of validity.',
    remedy: 'Have a new certificate issued, or set the clock.',
  },
  CERTIFICATE_NOT_TRUSTED: {
    text: "The peer's TLS certificate does not fit the settings.",
    remedy: 'Name its root in tlsRootCertificate, and its name in hostAlias.',
  },
  IDENTITY_REFUSED: {
    text: "The peer does not accept this gateway's certificate for the channel.",
    remedy:
      'Look at partyId and identities in the settings: the institution must be a member of the channel, and its own authority must have issued the certificate.',
  },
  CHANNEL_UNKNOWN: {
    text: 'The peer does not know the channel.',
    remedy: 'Have the peer join it, or name the right one as channel in the settings.',
  },
  CHAINCODE_MISSING: {
    text: "The chaincode is not defined on the channel, or the institution's peer does not have the version that is.",
    remedy: 'Install it, or name the right one as chaincode in the settings.',
  },
  POLICY_NOT_SATISFIED: {
    text: 'Too few organisations endorse: their peers are away, lack the chaincode or run another version.',
    remedy: 'Ask the other members.',
  },
} as const;

const table: readonly (readonly [TroubleCode, RegExp])[] = [
  [
    'CLOCK_OUT_OF_WINDOW',
    /incorrect timestamp|time window difference|out of sync or a relay attack|outside the acceptable time ?window/i,
  ],
  ['CERTIFICATE_EXPIRED', /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|(?:certificate|identity)\b.*(?:expired|not yet valid)/i],
  [
    'CERTIFICATE_NOT_TRUSTED',
    /self.signed certificate|unable to (?:verify|get).*certificate|does not match certificate|unknown ca\b|certificate unknown|wrong version number|DEPTH_ZERO|ERR_TLS|UNABLE_TO/i,
  ],
  ['CHANNEL_UNKNOWN', /channel '?[\w.-]+'? (?:was )?not found|channel '?[\w.-]+'? does not exist|unknown channel/i],
  ['IDENTITY_REFUSED', /access denied|creator is malformed|creator org|MSP .{0,40}is (?:unknown|not defined)/i],
  [
    'CHAINCODE_MISSING',
    /chaincode .{0,80}(?:not found|not installed|has been successfully defined)|no metadata (?:was )?found for|could not find chaincode|EXPIRED_CHAINCODE|CHAINCODE_VERSION_CONFLICT/i,
  ],
  [
    'POLICY_NOT_SATISFIED',
    /no combination of peers can be derived|no peer combination can satisfy|ENDORSEMENT_POLICY_FAILURE|failed to collect enough|no endorsing peers/i,
  ],
];

/** Undefined where nobody said anything definite. */
export function troubleIn(error: unknown): Trouble | undefined {
  if (error instanceof Rejection) return findClockTrouble(error);
  const text = collectTexts(error).join('\n');
  const [code] = table.find(([, words]) => words.test(text)) ?? [];
  return code === undefined ? undefined : { code, ...troubles[code], ...aheadIn(code, text) };
}

function findClockTrouble({ code, detail }: Rejection): Trouble | undefined {
  if (code !== 'CLOCK_OUT_OF_WINDOW') return undefined;
  const { aheadSeconds } = detail;
  return clockTrouble(typeof aheadSeconds === 'number' ? aheadSeconds : undefined);
}

function clockTrouble(aheadSeconds: number | undefined): Trouble {
  const code = 'CLOCK_OUT_OF_WINDOW';
  const trouble = { code, ...troubles[code] } as const;
  if (aheadSeconds === undefined) return trouble;
  const side = aheadSeconds < 0 ? 'behind' : 'ahead of';
  const text = `This gateway's clock is ${Math.abs(aheadSeconds)} s ${side} an endorser's, more than the alliance allows.`;
  return { ...trouble, text, aheadSeconds };
}

/** Fabric's peer names both times: `timestamp 2026-… , peer time: 2026-…`. */
function aheadIn(code: TroubleCode, text: string): Partial<Trouble> {
  if (code !== 'CLOCK_OUT_OF_WINDOW') return {};
  const [own, others] = [...text.matchAll(/(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/g)].map(([, day, time]) =>
    Date.parse(`${day}T${time}Z`),
  );
  return own === undefined || others === undefined ? {} : clockTrouble(Math.round((own - others) / 1_000));
}

/** Collects the texts of the error and its causes; a peer's details first. */
function collectTexts(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const { details, cause } = error as { readonly details?: unknown; readonly cause?: unknown };
  const said = Array.isArray(details) ? details.map((detail) => String(detail?.message ?? '')) : [];
  return [...said, error.message, ...collectTexts(cause)];
}
