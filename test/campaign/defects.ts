/** Defects that are put into the built package by hand, each of which the campaign finds. */
import type { Edit } from './planted';
import type { Invariant } from './violation';

export interface Defect {
  readonly edits: readonly Edit[];
  readonly foundBy: readonly Invariant[];
}

export const defects: Readonly<Record<string, Defect>> = {
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
          "state.put(credit.tokenCreditId.startsWith('fee:') ? { ...credit, amountFen: 2 * credit.amountFen } : credit);",
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
        text: 'await (0, chunks_1.inTransaction)(db, (sql) => foldTogether(sql, block, write));',
        instead: 'await foldTogether(db, block, write);',
      },
      {
        file: 'gateway/store/fold.js',
        text: 'await write(sql, (0, ledger_rows_1.ledgerRows)(block.number, block.transactions));',
        instead:
          'await new Promise((resolve) => setTimeout(resolve, 100));\nawait write(sql, (0, ledger_rows_1.ledgerRows)(block.number, block.transactions));',
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
        file: 'gateway/plans/publishing.js',
        text: 'const name = plan.assetId;',
        instead: 'const name = plan.assetId; process.stderr.write(plan.borrowerPerson.loanMobile);',
      },
    ],
    foundBy: ['I9'],
  },
  'an item of each kind that the registrar leaves out': {
    edits: [
      {
        file: 'gateway/registrar/posting.js',
        text: 'const order = (0, shuffle_1.shuffled)(posted);',
        instead: 'const order = (0, shuffle_1.shuffled)(posted).slice(1);',
      },
    ],
    foundBy: ['LIVENESS'],
  },
  'a registration that is posted twice, and twice taken for new': {
    edits: [
      {
        file: 'gateway/registrar/posting.js',
        text: 'for (const outcome of await submission.submit(some.map(({ item }) => item)))',
        instead:
          'await submission.submit(some.map(({ item }) => item));\nfor (const outcome of await submission.submit(some.map(({ item }) => item)))',
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
  'a filing that makes another record each time': {
    edits: [
      {
        file: 'gateway/records/filing.js',
        text: "const { filingId = (0, node_crypto_1.randomBytes)(16).toString('hex'), ...content } = request;",
        instead:
          "const { filingId: _, ...content } = request;\nconst filingId = (0, node_crypto_1.randomBytes)(16).toString('hex');",
      },
    ],
    foundBy: ['OUTCOME'],
  },
  'terms that are shown to whoever signs others': {
    edits: [
      {
        file: 'gateway/records/texts.js',
        text: 'termsCommitment: deps.vault.credit.seal(recordId, 0, terms).opening,',
        instead:
          'termsCommitment: { ...deps.vault.credit.seal(recordId, 0, terms).opening, content: { ...terms, rateBps: 1 } },',
      },
    ],
    foundBy: ['I6'],
  },
};
