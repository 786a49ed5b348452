/**
 * The oblivious function by which numbers become subjects: VOPRF of RFC 9497, ristretto255-SHA512. Nobody else knows the library.
 * The asker blinds, an evaluator answers with its key and one proof for all, the asker checks and finalises.
 *
 * Elements are 32 bytes, proofs and outputs 64, as base64url. Milliseconds of plain JavaScript an element: voprf-thread.ts runs it
 * beside the gateway.
 */
import {
  DLEQProof,
  DLEQVerifier,
  deriveKeyPair,
  type Elt,
  Evaluation,
  EvaluationRequest,
  FinalizeData,
  Oprf,
  type Scalar,
  VOPRFClient,
  VOPRFServer,
} from '@cloudflare/voprf-ts';
import { CryptoNoble } from '@cloudflare/voprf-ts/crypto-noble';

export interface Evaluated {
  /** In the order of the blinded elements. */
  readonly evaluated: readonly string[];
  readonly proof: string;
}

/** An input, the blind that it was blinded with, and the element as one evaluator answered it. */
export interface Finalising {
  readonly input: string;
  /** A scalar other than 0: 32 bytes, little-endian, base64url. */
  readonly blind: string;
  readonly evaluated: string;
}

/** An evaluator's key follows from it: RFC 9497, DeriveKeyPair. */
export interface KeySeed {
  /** 32 bytes, base64url. */
  readonly seed: string;
  readonly info: string;
}

export interface Voprf {
  derivePublicKey(key: KeySeed): Promise<string>;
  blind(inputs: readonly string[], blinds: readonly string[]): Promise<readonly string[]>;
  /** Undefined if one of these is no element. */
  evaluate(key: KeySeed, blinded: readonly string[]): Promise<Evaluated | undefined>;
  /** Says whether the owner of the public key evaluated all of these elements so. */
  isProven(publicKey: string, blinded: readonly string[], answer: Evaluated): Promise<boolean>;
  finalise(all: readonly Finalising[]): Promise<readonly string[]>;
}

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const mode = Oprf.Mode.VOPRF;
const group = Oprf.getGroup(suite, CryptoNoble);
const dleq = { group: group.id, hash: Oprf.getHash(suite), dst: Oprf.getDST(mode, suite, '') };

/** Blinds with what it is given. */
class Blinder extends VOPRFClient {
  constructor(private readonly blinds: Scalar[]) {
    super(suite, new Uint8Array(), CryptoNoble);
  }

  override async randomBlinder(): Promise<Scalar> {
    return this.blinds.shift() ?? Promise.reject(new RangeError('fewer blinds than inputs'));
  }
}

export const voprf: Voprf = {
  async derivePublicKey(key) {
    return toText((await deriveKeys(key)).publicKey);
  },

  async blind(inputs, blinds) {
    const [, { blinded }] = await new Blinder(blinds.map(parseScalar)).blind(inputs.map(utf8));
    return blinded.map(elementText);
  },

  async evaluate(key, blinded) {
    const elements = parseElements(blinded);
    if (elements === undefined) return undefined;
    const { privateKey } = await deriveKeys(key);
    const server = new VOPRFServer(suite, privateKey, CryptoNoble);
    const { evaluated, proof } = await server.blindEvaluate(new EvaluationRequest(elements));
    if (proof === undefined) throw new TypeError('an evaluation without a proof');
    return { evaluated: evaluated.map(elementText), proof: toText(proof.serialize()) };
  },

  async isProven(publicKey, blinded, { evaluated, proof }) {
    const [key] = parseElements([publicKey]) ?? [];
    const [questions, answers] = [parseElements(blinded), parseElements(evaluated)];
    const proven = parseProof(proof);
    if (key === undefined || questions === undefined || answers === undefined || proven === undefined) return false;
    if (questions.length !== answers.length) return false;
    const pairs = questions.map((question, index): [Elt, Elt] => [question, answers[index] ?? question]);
    return new DLEQVerifier(dleq, CryptoNoble).verify_batch([group.generator(), key], pairs, proven);
  },

  async finalise(all) {
    const evaluated = parseElements(all.map((one) => one.evaluated));
    if (evaluated === undefined) throw new RangeError('no element to finalise');
    const inputs = all.map(({ input }) => utf8(input));
    const data = new FinalizeData(
      inputs,
      all.map(({ blind }) => parseScalar(blind)),
      new EvaluationRequest([]),
    );
    // Proofs are checked before, because several evaluators may have answered.
    const outputs = await new Blinder([]).doFinalize(data, new Evaluation(mode, evaluated));
    return outputs.map(toText);
  },
};

function deriveKeys({ seed, info }: KeySeed) {
  return deriveKeyPair(mode, suite, toBytes(seed), utf8(info), CryptoNoble);
}

/** Undefined if a text is no element, or is the identity, which RFC 9497 excludes. */
function parseElements(texts: readonly string[]): Elt[] | undefined {
  try {
    const elements = texts.map((text) => group.desElt(toBytes(text)));
    return elements.some((element) => element.isIdentity()) ? undefined : elements;
  } catch {
    return undefined;
  }
}

function parseProof(text: string): DLEQProof | undefined {
  try {
    return DLEQProof.deserialize(group.id, toBytes(text), CryptoNoble);
  } catch {
    return undefined;
  }
}

function parseScalar(text: string): Scalar {
  return group.desScalar(toBytes(text));
}

function elementText(element: Elt): string {
  return toText(element.serialize(true));
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** A copy: the library wants a plain Uint8Array. */
function toBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
