/** That the campaign finds something: each of these defects, put in by hand, is found within a few rounds. */
import { Campaign, say } from './campaign';
import { type Defect, plant } from './planted';
import type { Invariant } from './violation';

const firstSeed = Number(process.env.CAMPAIGN_SEED ?? 1);
const mostRounds = 12;

const defects: Readonly<Record<string, Defect & { readonly foundBy: readonly Invariant[] }>> = {
  'a doubled fee': {
    file: 'chaincode/domain/exchange.js',
    text: 'tokenFen: (0, amount_1.feeFen)(',
    instead: 'tokenFen: 2 * (0, amount_1.feeFen)(',
    foundBy: ['I2'],
  },
  'a fee that is paid out twice': {
    file: 'chaincode/contract/token.js',
    text: 'state.put(credit);',
    instead: "state.put(credit.creditId.startsWith('fee:') ? { ...credit, amountFen: 2 * credit.amountFen } : credit);",
    foundBy: ['I1', 'I2'],
  },
  'a checkpoint that is one block ahead': {
    file: 'gateway/store/fold.js',
    text: 'number: Number(last.number), hash',
    instead: 'number: Number(last.number) + 1, hash',
    foundBy: ['I7', 'LIVENESS'],
  },
  'a checkpoint that is written before the records': {
    file: 'gateway/store/fold.js',
    text: `db.transaction().execute(async (sql) => {
            if (!(await beginBlock(sql, block)))
                return;`,
    instead: `(async (work) => work(db))(async (sql) => {
            if (!(await beginBlock(sql, block)))
                return;
            await new Promise((resolve) => setTimeout(resolve, 100));`,
    foundBy: ['I7', 'LIVENESS', 'EVENTS', 'I5'],
  },
  'a commit status that nobody waits for': {
    file: 'gateway/ledger/submit.js',
    text: '= await submitUntilJudged(ledger, endorsed, means);',
    instead: '= (await ledger.submit(endorsed).catch(() => undefined), { code: 0, block: 0 });',
    foundBy: ['OUTCOME'],
  },
  'a repeated confirm that is taken for a new one': {
    file: 'chaincode/contract/exchange.js',
    text: 'if (existing !== undefined) {',
    instead: 'if (existing === null) {',
    foundBy: ['I10', 'OUTCOME'],
  },
  'a mobile number in the log': {
    file: 'gateway/publishing.js',
    text: 'const name = plan.assetId;',
    instead: 'const name = plan.assetId; process.stderr.write(plan.borrowerPerson.loanMobile);',
    foundBy: ['I9'],
  },
};

describe('the campaign finds', () => {
  it.each(Object.entries(defects))(
    '%s',
    async (_, { foundBy, ...defect }) => {
      const { root, remove } = plant(defect);
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
