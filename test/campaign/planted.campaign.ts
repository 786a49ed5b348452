/** That the campaign finds something: each of these defects, put in by hand, is found within a few rounds. */
import { Campaign, say } from './campaign';
import { type Edit, plant } from './planted';
import type { Invariant } from './violation';

const firstSeed = Number(process.env.CAMPAIGN_SEED ?? 1);
const mostRounds = 12;

interface Defect {
  readonly edits: readonly Edit[];
  readonly foundBy: readonly Invariant[];
}

const defects: Readonly<Record<string, Defect>> = {
  'a doubled fee': {
    edits: [
      {
        file: 'chaincode/domain/exchange.js',
        text: 'tokenFen: (0, amount_1.feeFen)(',
        instead: 'tokenFen: 2 * (0, amount_1.feeFen)(',
      },
    ],
    foundBy: ['I2'],
  },
  'a fee that is paid out twice': {
    edits: [
      {
        file: 'chaincode/contract/token.js',
        text: 'state.put(credit);',
        instead:
          "state.put(credit.creditId.startsWith('fee:') ? { ...credit, amountFen: 2 * credit.amountFen } : credit);",
      },
    ],
    foundBy: ['I1', 'I2'],
  },
  'a checkpoint that is one block ahead': {
    edits: [
      {
        file: 'gateway/store/fold.js',
        text: 'number: Number(last.number), hash',
        instead: 'number: Number(last.number) + 1, hash',
      },
    ],
    foundBy: ['I7', 'LIVENESS'],
  },
  'a checkpoint that is written before the records': {
    edits: [
      {
        file: 'gateway/store/fold.js',
        text: `db.transaction().execute(async (sql) => {
            if (!(await beginBlock(sql, block)))
                return;`,
        instead: `(async (work) => work(db))(async (sql) => {
            if (!(await beginBlock(sql, block)))
                return;
            await new Promise((resolve) => setTimeout(resolve, 100));`,
      },
    ],
    foundBy: ['I7', 'LIVENESS', 'EVENTS', 'I5'],
  },
  'a commit status that nobody waits for': {
    edits: [
      {
        file: 'gateway/ledger/submit.js',
        text: '= await submitUntilJudged(ledger, endorsed, means);',
        instead: '= (await ledger.submit(endorsed).catch(() => undefined), { code: 0, block: 0 });',
      },
    ],
    foundBy: ['OUTCOME'],
  },
  'a repeated confirm that is taken for a new one': {
    edits: [
      {
        file: 'chaincode/contract/exchange.js',
        text: 'if (existing !== undefined) {',
        instead: 'if (existing === null) {',
      },
    ],
    foundBy: ['I10', 'OUTCOME'],
  },
  'a mobile number in the log': {
    edits: [
      {
        file: 'gateway/publishing.js',
        text: 'const name = plan.assetId;',
        instead: 'const name = plan.assetId; process.stderr.write(plan.borrowerPerson.loanMobile);',
      },
    ],
    foundBy: ['I9'],
  },
  'an item of each kind that the registrar leaves out': {
    edits: [
      {
        file: 'gateway/credit/posting.js',
        text: 'const order = (0, shuffle_1.shuffled)(posted);',
        instead: 'const order = (0, shuffle_1.shuffled)(posted).slice(1);',
      },
    ],
    foundBy: ['LIVENESS'],
  },
  'a registration that is posted twice, and twice taken for new': {
    edits: [
      {
        file: 'gateway/credit/posting.js',
        text: 'const settled = await Promise.allSettled(',
        instead:
          'await Promise.allSettled(brought.map(({ item }) => submit(tools, item)));\nconst settled = await Promise.allSettled(',
      },
      {
        file: 'chaincode/contract/credit.js',
        text: "const existing = await state.get('creditRecord', keys_1.keys.creditRecord(recordId));",
        instead: 'const existing = undefined;',
      },
    ],
    foundBy: ['I10', 'CREDIT'],
  },
  'a record that is named by its filing, and taken under that name': {
    edits: [
      {
        file: 'gateway/vault/credit.js',
        text: 'recordId: (0, signatures_1.recordIdFrom)(lenderKey), lenderKey',
        instead: 'recordId: filingId, lenderKey',
      },
      {
        file: 'chaincode/domain/credit.js',
        text: '(0, signatures_1.recordIdFrom)(lenderKey) !== recordId',
        instead: 'false',
      },
    ],
    foundBy: ['CREDIT'],
  },
  'terms that are shown to whoever signs others': {
    edits: [
      {
        file: 'gateway/credit/texts.js',
        text: 'termsCommitment: tools.vault.credit.seal(recordId, 0, terms).opening,',
        instead:
          'termsCommitment: { ...tools.vault.credit.seal(recordId, 0, terms).opening, content: { ...terms, rateBps: 1 } },',
      },
    ],
    foundBy: ['I6'],
  },
};

describe('the campaign finds', () => {
  it.each(Object.entries(defects))(
    '%s',
    async (_, { foundBy, edits }) => {
      const { root, remove } = plant(edits);
      const campaign = new Campaign({ packageRoot: root });
      try {
        const found = await hunt(campaign);
        expect(foundBy).toContain(found);
      } finally {
        await campaign.end();
        remove();
      }
    },
    600_000,
  );
});

/** The invariant that fell first. */
async function hunt(campaign: Campaign): Promise<Invariant | undefined> {
  await campaign.begin();
  for (let seed = firstSeed; seed < firstSeed + mostRounds; seed++) {
    const { violations } = await campaign.play(seed);
    const [first] = [...violations, ...campaign.violationsInFiles()];
    if (first === undefined) continue;
    say(`seed ${seed}: ${[...new Set(violations.map(({ invariant }) => invariant))]}: ${first.what}`);
    return first.invariant;
  }
  return undefined;
}
