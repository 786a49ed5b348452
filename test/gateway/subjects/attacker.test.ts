/**
 * Somebody who has all that the ledger shows, one member's vault and its own blinds, and one evaluator's key, tries numbers. Whatever can be computed
 * from these is computed for every candidate; what it finds are the member's own customers and nobody else.
 */
import { createHash, createHmac } from 'node:crypto';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { deriveKeyId } from '../../../chaincode/api/signatures';
import { attachSubject } from '../../../gateway/subjects/attaching';
import { type Voprf, voprf } from '../../../gateway/subjects/voprf';
import { attachedRecords, evaluators, institution, type SubjectLedger, secretsOf, startBoth } from './alliance';
import { anyNumbers, citizenNumber, evidenceSha256, person } from './people';

const [keystone, watchtower] = evaluators;
const own = [101, 102, 103];
const others = [103, 104, 105, 106];
const everybody = [...new Set([...own, ...others])];
/** TALLYSTICK_CANDIDATES=1000000 makes it the million. */
const candidateCount = Number(process.env.TALLYSTICK_CANDIDATES ?? 2_000);
const one = Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64url');

let ledger: SubjectLedger;
let stop: () => Promise<void>;
let candidates: readonly string[];
/** In the order of the places of Meadow's question: an honest gateway forgets them. */
const ownBlinds: string[] = [];
const keeping: Voprf = {
  ...voprf,
  blind: (inputs, blinds) => {
    ownBlinds.push(...blinds);
    return voprf.blind(inputs, blinds);
  },
};

beforeAll(async () => {
  ({ ledger, stop } = await startBoth());
  const meadow = institution('MeadowMSP', { ledger, voprf: keeping });
  const harbour = institution('HarbourMSP', { ledger });
  for (const [gateway, sequences] of [
    [meadow, own],
    [harbour, others],
  ] as const) {
    await Promise.all(sequences.map((sequence) => attachSubject(gateway, person(sequence))));
    for (const item of gateway.outbox.items) {
      if (item.name !== 'subject:attach') continue;
      ledger.put(...attachedRecords(item.command));
    }
  }
  candidates = [...new Set([...everybody.map(citizenNumber), ...anyNumbers(candidateCount)])];
});
afterAll(() => stop());

const ownNumbers = own.map(citizenNumber);
const found = (isFound: (number: string) => boolean) => candidates.filter(isFound);

/** Every text of 16 bytes and more that the ledger shows, as the set that guesses are held against. */
function shown(records: readonly LedgerRecord[]): ReadonlySet<string> {
  const texts = new Set<string>();
  const gather = (value: unknown): void => {
    if (typeof value === 'string' && value.length >= 20) texts.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(gather);
  };
  records.forEach(gather);
  return texts;
}

/** Alone, and keyed by what everybody knows. */
const hashes = (text: string) => {
  const keyed = ['', 'alliance', 'MeadowMSP', 'HarbourMSP', ...evaluators].map((key) => createHmac('sha256', key));
  const digests = [createHash('sha256'), ...keyed].map((hash) => hash.update(text).digest());
  return digests.flatMap((digest) => [
    digest.toString('hex'),
    digest.toString('base64url'),
    digest.toString('hex').slice(0, 32),
  ]);
};

/** What both evaluators' outputs give, in any vault. */
const subjectOf = (vault: ReturnType<typeof secretsOf>, outputs: readonly string[]) =>
  deriveKeyId(vault.deriveIdentityKey(vault.identitySecretFrom(outputs)));

describe('an attacker', () => {
  it('with public records alone finds nobody by hashing numbers', () => {
    const texts = shown(ledger.records);
    expect(texts.size).toBeGreaterThan(30);
    const guesses = (number: string) => [number, `ID_CARD:${number}`].flatMap(hashes);
    expect(found((number) => guesses(number).some((guess) => texts.has(guess)))).toEqual([]);
  });

  it("with a member's vault finds its customers in its database, and on the ledger nobody else", () => {
    const texts = shown(ledger.records);
    const vault = secretsOf('MeadowMSP');
    const kept = new Set(own.map((sequence) => vault.indexOf(`ID_CARD:${citizenNumber(sequence)}`)));
    expect(found((number) => kept.has(vault.indexOf(`ID_CARD:${number}`))).sort()).toEqual([...ownNumbers].sort());
    expect(found((number) => texts.has(vault.indexOf(`ID_CARD:${number}`)))).toEqual([]);

    const verification = { method: 'COUNTER', evidenceSha256, identityKind: 'ID_CARD' };
    const attachments = ledger.of('attachment');
    const recognised = attachments.filter(
      ({ subjectId, attachmentId, verificationCommitment }) =>
        vault.deriveAttachmentId(subjectId) === attachmentId ||
        vault.commitToVerification(subjectId, verification) === verificationCommitment,
    );
    expect(recognised).toHaveLength(own.length);
    expect(attachments).toHaveLength(own.length + others.length);
  });

  it('who keeps its own blinds recognises among all blinded elements its own, and no other', async () => {
    const questions = ledger.of('evaluation');
    const [mine] = questions.filter(({ partyId }) => partyId === 'MeadowMSP');
    const foreign = new Set(questions.filter(({ partyId }) => partyId === 'HarbourMSP').flatMap((q) => q.blinded));
    if (mine === undefined) throw new Error('Meadow never asked');
    const real = everybody.map(citizenNumber);
    const matches: string[] = [];
    for (const number of real) {
      const input = `ID_CARD:${number}`;
      const tried = await voprf.blind(
        ownBlinds.map(() => input),
        ownBlinds,
      );
      expect(tried.filter((element) => foreign.has(element))).toEqual([]);
      if (tried.some((element) => mine.blinded.includes(element))) matches.push(number);
    }
    expect(matches.sort()).toEqual([...ownNumbers].sort());
  });

  it.each([
    [keystone, 0],
    [watchtower, 1],
  ])("with %s's key and a member's vault, too, names no subject but the member's own", async (evaluator, place) => {
    const vault = secretsOf('MeadowMSP');
    const key = secretsOf(evaluator).evaluatorKey;
    const subjects = new Set(ledger.of('subject').map(({ subjectId }) => subjectId));

    /** The other evaluator's outputs for the member's customers: those alone it can unblind. */
    const answers = ledger.of('evaluationAnswer').filter((answer) => answer.evaluator === evaluators[1 - place]);
    const known = new Map<string, string>();
    for (const { evaluationId, evaluated } of answers) {
      if (!evaluationId.startsWith('MeadowMSP:')) continue;
      for (const number of ownNumbers) {
        for (const [index, element] of evaluated.entries()) {
          const blind = ownBlinds[index] ?? '';
          const [output = ''] = await voprf.finalise([{ input: `ID_CARD:${number}`, blind, evaluated: element }]);
          known.set(`${number} ${index}`, output);
        }
      }
    }

    /** What the stolen key gives for a candidate, put together with whatever else is known. */
    const outputOf = async (numbers: readonly string[]) => {
      const inputs = numbers.map((number) => `ID_CARD:${number}`);
      const blinds = inputs.map(() => one);
      const { evaluated = [] } = (await voprf.evaluate(key, await voprf.blind(inputs, blinds))) ?? {};
      return voprf.finalise(inputs.map((input, index) => ({ input, blind: one, evaluated: evaluated[index] ?? '' })));
    };
    const tried = [...everybody.map(citizenNumber), ...candidates.slice(-200)];
    const outputs = await outputOf(tried);
    const named = tried.filter((_number, index) => {
      const output = outputs[index] ?? '';
      const partners = [output, '', ...known.values(), ...shown(ledger.records)];
      return partners.some((partner) => {
        const pair = place === 0 ? [output, partner] : [partner, output];
        return subjects.has(subjectOf(vault, pair));
      });
    });
    expect([...new Set(named)].sort()).toEqual([...ownNumbers].sort());
    expect(subjects.size).toBe(everybody.length);
  });

  it('who has both keys names everybody', async () => {
    const subjects = new Set(ledger.of('subject').map(({ subjectId }) => subjectId));
    const all = everybody.map(citizenNumber);
    const named: string[] = [];
    for (const number of [...all, ...candidates.slice(-3)]) {
      const outputs: string[] = [];
      for (const evaluator of evaluators) {
        const input = `ID_CARD:${number}`;
        const blinded = await voprf.blind([input], [one]);
        const answer = await voprf.evaluate(secretsOf(evaluator).evaluatorKey, blinded);
        const [output = ''] = await voprf.finalise([{ input, blind: one, evaluated: answer?.evaluated[0] ?? '' }]);
        outputs.push(output);
      }
      if (subjects.has(subjectOf(secretsOf('MeadowMSP'), outputs))) named.push(number);
    }
    expect(named.sort()).toEqual([...all].sort());
  });
});
