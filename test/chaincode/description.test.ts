/** The description that Fabric's tools ask for: it has Fabric's own form, and says what the contracts take and answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandForms, readFunctionNames } from '../../chaincode/api/commands';
import { newContracts } from '../../chaincode/contract/contracts';
import { aPlan, foundingDocument, harbour } from './builders';
import { memberCertificate } from './certificates';
import { FakePeer } from './fake-peer';

interface Description {
  readonly contracts: Readonly<
    Record<
      string,
      { readonly transactions: readonly { readonly name: string; readonly parameters?: readonly object[] }[] }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The validator that the shim brings along. */
const Ajv = require(require.resolve('ajv', { paths: [require.resolve('fabric-shim')] })) as new (options: {
  readonly unknownFormats: 'ignore';
}) => { compile(form: object): (value: unknown) => boolean };

const directory = mkdtempSync(join(tmpdir(), 'tallystick-description-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let text: string;
let description: Description;
beforeAll(async () => {
  const peer = await FakePeer.start(newContracts({ foundingDocument, guardTime: () => {} }), {});
  const { status, payload } = await peer.simulate({
    functionName: 'org.hyperledger.fabric:GetMetadata',
    argument: '',
    mspId: harbour,
    certificate: await memberCertificate('client'),
    timestampMs: 0,
    privateField: undefined,
  });
  expect(status).toBe(200);
  text = payload;
  description = JSON.parse(payload) as Description;
});

it('has the form of contract metadata by the schema of the contract API', () => {
  const file = join(directory, 'metadata.json');
  writeFileSync(file, text);
  const { loadAndValidateMetadata } = require('fabric-shim/lib/contract-spi/bootstrap') as {
    loadAndValidateMetadata(file: string): object;
  };
  expect(loadAndValidateMetadata(file)).toEqual(description);
});

it('names every function of the contracts, and no other', () => {
  const names = Object.entries(description.contracts).flatMap(([contract, { transactions }]) =>
    transactions.map(({ name }) => `${contract}:${name}`),
  );
  const own = [...Object.keys(commandForms), ...readFunctionNames, 'org.hyperledger.fabric:GetMetadata'];
  expect(names.sort()).toEqual(own.sort());
});

it('has a schema behind every reference', () => {
  const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
  expect(references.length).toBeGreaterThan(Object.keys(commandForms).length);
  expect(references.filter((name) => !Object.hasOwn(description.components.schemas, name))).toEqual([]);
});

it('describes a transaction as endorsers read it', () => {
  const form = description.components.schemas.PlanWithdraw ?? {};
  const isWithdrawal = new Ajv({ unknownFormats: 'ignore' }).compile(form);
  expect(isWithdrawal({ commands: [{ assetId: 'a1' }] })).toBe(true);
  expect(isWithdrawal({ commands: [{ assetId: 'a1', reason: 'none' }] })).toBe(false);
  expect(isWithdrawal({ commands: [] })).toBe(false);
  const isPublication = new Ajv({ unknownFormats: 'ignore' }).compile(description.components.schemas.PlanPublish ?? {});
  expect(isPublication({ commands: [aPlan().command] })).toBe(true);
});
