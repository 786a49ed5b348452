/**
 * The description of the chaincode in the form of Fabric's contract metadata, for Fabric's own tools: each function with its
 * parameter, what it answers, and the forms of both. It is made of the forms that commands and records are parsed with.
 */
import { z } from 'zod';
import { type CommandName, commandForms, maxCommands, type ReadFunctionName } from '../api/commands';
import { recordForms } from '../api/record-forms';
import { ledgerFormat } from '../api/records';
import { type RefusalCode, refusals } from '../api/refusals';

const schemaAddress = 'https://hyperledger.github.io/fabric-chaincode-node/main/api/contract-schema.json';
const info = { title: 'tallystick', version: `${ledgerFormat}.0.0` };

/** Answers of commands are described by their members' names alone; see the README. */
const transactionResult = z.strictObject({
  outcomes: z.array(
    z.discriminatedUnion('status', [
      z.strictObject({ status: z.literal('ACCEPTED'), repeated: z.boolean(), answer: z.looseObject({}) }),
      z.strictObject({
        status: z.literal('REFUSED'),
        code: z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]),
        detail: z.record(z.string(), z.union([z.string(), z.int()])),
      }),
    ]),
  ),
});

interface ReadFunction {
  readonly parameter: string;
  readonly answer: z.ZodType;
}

const history = z.array(
  z.strictObject({ transactionId: z.string(), time: z.string(), record: recordForms.plan.optional() }),
);
const sealedText = z.string().nullable();

const readFunctions: Readonly<Record<ReadFunctionName, ReadFunction>> = {
  'alliance:read': { parameter: 'none', answer: recordForms.alliance.nullable() },
  'party:read': { parameter: 'partyId', answer: recordForms.party.nullable() },
  'plan:read': { parameter: 'assetId', answer: recordForms.plan.nullable() },
  'plan:history': { parameter: 'assetId', answer: history },
  'plan:sealed': { parameter: 'assetId', answer: sealedText },
  'token:account': { parameter: 'partyId', answer: z.strictObject({ balanceFen: z.int() }) },
  'credit:sealed': { parameter: 'recordId, or recordId:number', answer: sealedText },
  'credit:disputeTexts': {
    parameter: 'disputeId',
    answer: z.strictObject({ statement: sealedText, answer: sealedText }),
  },
  'credit:package': { parameter: 'partyId:period', answer: sealedText },
};

interface Transaction {
  readonly name: string;
  readonly tag: readonly string[];
  readonly parameters: readonly object[];
  readonly returns: object;
}

/** Contract metadata as `org.hyperledger.fabric:GetMetadata` answers it. */
export function describeContracts(): object {
  const commands = Object.keys(commandForms) as CommandName[];
  const reads = Object.keys(readFunctions) as ReadFunctionName[];
  const transactions = new Map<string, Transaction>([
    ...commands.map((name) => [name, describeSubmitting(name)] as const),
    ...reads.map((name) => [name, describeReading(name)] as const),
  ]);
  const nouns = [...new Set([...transactions.keys()].map(readNoun))];
  return {
    $schema: schemaAddress,
    info,
    contracts: {
      ...Object.fromEntries(nouns.map((noun) => [noun, describeContract(noun, transactions)])),
      'org.hyperledger.fabric': {
        name: 'org.hyperledger.fabric',
        info,
        transactions: [{ name: 'GetMetadata', tag: ['EVALUATE'] }],
      },
    },
    components: {
      schemas: Object.fromEntries([
        describeForm('TransactionResult', transactionResult),
        ...commands.map((name) =>
          describeForm(
            component(name),
            z.strictObject({ commands: z.array(commandForms[name]).min(1).max(maxCommands) }),
          ),
        ),
        ...reads.map((name) => describeForm(component(name), readFunctions[name].answer)),
      ]),
    },
  };
}

function describeContract(noun: string, transactions: ReadonlyMap<string, Transaction>): object {
  const own = [...transactions].flatMap(([name, transaction]) => (readNoun(name) === noun ? [transaction] : []));
  return { name: noun, info: { ...info, title: noun }, transactions: own };
}

function describeSubmitting(name: CommandName): Transaction {
  const description = 'JSON; what must not be in a block travels in the transient field `private`';
  return {
    name: readFunctionName(name),
    tag: ['SUBMIT', 'submitTx'],
    parameters: [{ name: 'transaction', description, required: true, schema: reference(component(name)) }],
    returns: reference('TransactionResult'),
  };
}

function describeReading(name: ReadFunctionName): Transaction {
  const { parameter: description } = readFunctions[name];
  return {
    name: readFunctionName(name),
    tag: ['EVALUATE'],
    parameters: [{ name: 'argument', description, required: true, schema: { type: 'string' } }],
    returns: reference(component(name)),
  };
}

function describeForm(id: string, form: z.ZodType): readonly [string, object] {
  const { $schema: _, ...schema } = z.toJSONSchema(form, { target: 'draft-7', unrepresentable: 'any' });
  return [id, { $id: id, ...schema }];
}

function reference(id: string): object {
  return { $ref: `#/components/schemas/${id}` };
}

/** `plan:publish` as `PlanPublish`. */
function component(name: string): string {
  return [readNoun(name), readFunctionName(name)].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function readNoun(name: string): string {
  return name.slice(0, name.indexOf(':'));
}

function readFunctionName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
