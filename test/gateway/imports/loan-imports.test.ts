/** A book of loans carried out on a store of its own: what is filed, what is counted, and what a crash leaves. */

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Rejection } from '../../../chaincode/api/refusals';
import { deriveKeyId } from '../../../chaincode/api/signatures';
import { Problem } from '../../../gateway/api/problem';
import { sealConditions } from '../../../gateway/imports/notes';
import { type RunDeps, rejectedName, runImport, uploadName } from '../../../gateway/imports/run';
import type { ImportView } from '../../../gateway/imports/store';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { newOutbox } from '../../../gateway/outbox/outbox';
import { newRecords, type RecordCapability } from '../../../gateway/records';
import { openStore, type Store } from '../../../gateway/stores';
import { attachSubject } from '../../../gateway/subjects/attaching';
import type { Identification } from '../../../gateway/subjects/types';
import { allianceWith, FakeLedger, fakeVault, self } from '../http/fakes';
import { citizenNumber } from '../subjects/people';
import { type LoanRow, loanConditions, loanCsvOf, loanRow } from './loans';

let directory: string;
let store: Store;
let deps: RunDeps;
let identify: (input: string) => Promise<void>;
let lending: RecordCapability['lendByMandate'];
let now: () => number;
let serial = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tallystick-loans-'));
  store = await openStore({ file: join(directory, 'store.db') });
  identify = async () => undefined;
  now = Date.now;
  const vault = fakeVault();
  const follower = { onBlock: () => () => undefined, waitForBlock: async () => true, lastWritten: -1 };
  const settings = { partyId: self, channel: 'alliance', store, vault, ledger: new FakeLedger(), follower };
  const silent = { log: pino({ level: 'silent' }), alliance: async () => allianceWith('CREDITOR_ORG') };
  const ledgerDay = () => store.ledgerDay();
  const records = newRecords({ ...settings, ...silent, ledgerDay, now: () => now() });
  lending = records.lendByMandate;
  const identification: Identification = {
    async identify(kind, number) {
      const input = `${kind}:${number}`;
      await identify(input);
      const identitySecret = createHash('sha256').update(input).digest('base64url');
      const subjectId = deriveKeyId(vault.subjects.deriveIdentityKey(identitySecret));
      return { blindIndex: `index ${subjectId}`, subjectId, identitySecret };
    },
    lookUp: () => Promise.reject(new Error('an import looks nobody up')),
  };
  const attaching = { ...settings, ...silent, identification, outbox: newOutbox({ store, vault }) };
  const noPlans = () => Promise.reject(new Error('an import of loans shares no plans'));
  deps = {
    ...settings,
    ...silent,
    plans: { seal: noPlans, submit: noPlans, heldUpTo: noPlans },
    loans: {
      attachSubject: (subject) => attachSubject(attaching, subject),
      lend: (...filed) => lending(...filed),
      readFiledTime: records.readFiledTime,
    },
  };
});

afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const never = new AbortController().signal;
/** As a process that is killed: nothing of the run goes on. */
let killing = new AbortController();

async function begin(rows: readonly LoanRow[]): Promise<ImportView> {
  const importId = `import-${serial++}`;
  await deps.vault.files.keep(uploadName(importId), Buffer.from(loanCsvOf(rows)));
  const sealed = sealConditions(deps.vault, importId, loanConditions);
  const created = new Date().toISOString();
  await store.imports.create({ importId, kind: 'credit-record', created, sealed, rows: rows.length });
  return read(importId);
}

async function read(importId: string): Promise<ImportView> {
  const view = await store.imports.read(importId);
  if (view === undefined) throw new Error('no import');
  return view;
}

async function run({ importId }: ImportView): Promise<ImportView> {
  await runImport(deps, await read(importId), { stop: killing.signal, cancel: never, batchesInFlight: 2 });
  return read(importId);
}

/** What waits for the registrar, by its kind. */
async function waiting(): Promise<Readonly<Record<string, number>>> {
  const rows = await store.outbox.takeWaiting(1, new Date(now()).toISOString(), 10_000);
  const counts: Record<string, number> = {};
  for (const { key } of rows) {
    const kind = key.split(' ')[0] ?? '';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const errorsOf = async ({ importId }: ImportView) => (await store.imports.errors(importId, { limit: 100 })).items;
const people = (count: number) => Array.from({ length: count }, (_, index) => loanRow(index));
const pauseFor = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('an import of loans', () => {
  it('leaves each borrower and each record in the outbox once, and nothing of them the second time', async () => {
    const rows = [...people(4), loanRow(5, { identityNumber: '110101199003074515' })];
    const first = await run(await begin(rows));

    expect(first).toMatchObject({ status: 'DONE', accepted: 4, unchanged: 0, rejected: 1 });
    expect(await waiting()).toEqual({ attachment: 4, creditRecord: 4 });
    expect((await store.records.ownRecords({}, { limit: 10 })).items.map(({ status }) => status)).toEqual(
      Array(4).fill('HANDED_OVER'),
    );
    await pauseFor(2);
    expect(await run(await begin(rows))).toMatchObject({ accepted: 0, unchanged: 4, rejected: 1 });
    expect(await waiting()).toEqual({ attachment: 4, creditRecord: 4 });
  });

  it('goes on after a crash wherever it struck, loses nothing and doubles nothing', async () => {
    const view = await begin(people(230));
    const whole = lending;
    let lent = 0;
    let killed = 0;
    const kill = (): never => {
      killed += 1;
      killing.abort(new Error('killed'));
      throw new Error('killed');
    };
    lending = async (...filed) => {
      lent += 1;
      const strike = lent;
      if (strike === 50 || strike === 170) kill();
      const made = await whole(...filed);
      return strike === 110 || strike === 225 ? kill() : made;
    };
    // Two batches are under way, so two strikes may end one run.
    for (let ended = false; !ended; ) {
      ended = await run(view).then(
        () => true,
        () => false,
      );
      killing = new AbortController();
    }

    expect(killed).toBe(4);
    expect(await read(view.importId)).toMatchObject({ status: 'DONE', accepted: 230, unchanged: 0, rejected: 0 });
    expect(await waiting()).toEqual({ attachment: 230, creditRecord: 230 });
  });

  it('asks again for what the evaluators or the ledger have not answered', async () => {
    const troubles = [new LedgerUnavailable('commit'), new Problem('EVALUATION_PENDING')];
    identify = async () => {
      const trouble = troubles.pop();
      if (trouble !== undefined) throw trouble;
    };

    expect(await run(await begin(people(3)))).toMatchObject({ accepted: 3 });
  });

  it('fails where the day’s evaluations are used up, keeps what is done, and goes on with another upload', async () => {
    let asked = 0;
    identify = async () => {
      asked += 1;
      if (asked > 100) throw new Rejection('ALLOWANCE_EXHAUSTED', {});
    };
    const rows = people(120);
    expect(await run(await begin(rows))).toMatchObject({
      status: 'FAILED',
      code: 'ALLOWANCE_EXHAUSTED',
      accepted: 100,
    });
    await pauseFor(2);
    asked = -1_000;
    expect(await run(await begin(rows))).toMatchObject({ status: 'DONE', accepted: 20, unchanged: 100 });
  });

  it('refuses a borrower under another name, and a record with other terms, by their columns', async () => {
    const filingId = 'ab'.repeat(16);
    await run(await begin([loanRow(1, { filingId })]));
    const rows = [loanRow(1, { name: '别人' }), loanRow(1, { filingId, amountRmb: '1' })];
    const view = await run(await begin(rows));

    expect(view).toMatchObject({ accepted: 0, rejected: 2 });
    expect((await errorsOf(view)).map(({ column, reason }) => `${column} ${/\((\w+)\)/.exec(reason)?.[1]}`)).toEqual([
      'name SUBJECT_EXISTS_WITH_OTHER_CONTENT',
      'filingId CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT',
    ]);
    expect((await deps.vault.files.read(rejectedName(view.importId)))?.length).toBeGreaterThan(0);
  });

  it('tells of a record that lapsed before it took effect; another identifier files it anew', async () => {
    await run(await begin([loanRow(1)]));
    now = () => Date.now() + 8 * 86_400_000;
    const again = await run(await begin([loanRow(1)]));

    expect(again).toMatchObject({ rejected: 1 });
    expect(await errorsOf(again)).toEqual([
      { row: 2, column: 'filingId', reason: expect.stringContaining('CREDIT_RECORD_LAPSED') },
    ]);
    expect(await run(await begin([loanRow(1, { filingId: 'ab'.repeat(16) })]))).toMatchObject({ accepted: 1 });
  });

  it('rejects a row that fails as nobody foresaw, wherever it fails, and goes on with the others', async () => {
    const poison = citizenNumber(2);
    identify = async (input) => {
      if (input.includes(poison)) throw new TypeError('nobody foresaw it');
    };
    const whole = lending;
    lending = async (request, reference) => {
      if (request.amountRmb === 7) throw new TypeError('a text without a canonical form');
      return whole(request, reference);
    };
    const view = await run(await begin([loanRow(1), loanRow(2), loanRow(3, { amountRmb: '7' }), loanRow(4)]));

    expect(view).toMatchObject({ status: 'DONE', accepted: 2, rejected: 2 });
    const reason = expect.stringContaining('ROW_FAILED');
    expect(await errorsOf(view)).toEqual([
      { row: 3, column: 'filingId', reason },
      { row: 4, column: 'filingId', reason },
    ]);
  });

  it('keeps numbers and names out of what it tells', async () => {
    const view = await run(await begin([loanRow(1), loanRow(1, { name: '别人' }), loanRow(2, { amountRmb: 'x' })]));
    const told = JSON.stringify([view, await errorsOf(view), await store.outbox.read('none')]);

    expect(view.rejected).toBe(2);
    for (const secret of [citizenNumber(1), citizenNumber(2), '别人', '某人']) expect(told).not.toContain(secret);
  });
});
