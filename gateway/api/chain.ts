/** Blocks, transactions, and the states that a plan, a confirm or a credit record has had, as this gateway folded them. */
import { z } from 'zod';
import { creditLevels } from '../../chaincode/api/records';
import { confirmAnswer } from './confirms';
import { streamEventForm } from './event-stream';
import { assetParams, confirmParams, page, recordParams } from './forms';
import { everyType, operation, readingRoles } from './operation';
import { pageAnswer } from './page-answer';
import { planPublic } from './plans';

const reading = { roles: readingRoles, partyOrgTypes: everyType };

const blockInList = z.object({
  number: z.int(),
  hash: z.string(),
  time: z.iso.datetime().optional().meta({ description: 'The time of the last transaction that was folded' }),
  transactions: z.int().meta({ description: 'Valid transactions of this chaincode that were folded' }),
  passedOver: z.int().meta({ description: 'Valid ones that nothing was taken from' }),
});

const blockAnswer = blockInList.extend({
  previousHash: z.string().optional().meta({ description: 'Absent for block 0' }),
  folded: z.array(z.object({ transactionId: z.string(), index: z.int(), time: z.iso.datetime() })),
});

const transactionAnswer = z.object({
  transactionId: z.string(),
  block: z.int(),
  index: z.int().meta({ description: 'The position in the block' }),
  time: z.iso.datetime(),
  writes: z.int().meta({ description: 'How many records of the public state it wrote or deleted' }),
  events: z.array(z.object({ id: z.string(), event: streamEventForm })),
});

export const listBlocks = operation({
  id: 'listBlocks',
  call: 'blocks.list',
  method: 'get',
  path: '/v1/blocks',
  summary: 'List folded blocks, newest first',
  access: reading,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of blocks', body: pageAnswer(blockInList) } },
  folded: true,
});

export const readBlock = operation({
  id: 'readBlock',
  call: 'blocks.read',
  method: 'get',
  path: '/v1/blocks/{number}',
  summary: 'Read a block with its transactions',
  description:
    'Invalid transactions, those of other chaincodes, and who submitted or endorsed are on the ledger, and not in this answer.',
  access: reading,
  params: z.strictObject({
    number: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .meta({ override: { type: 'integer', pattern: undefined, minimum: 0, maximum: 10 ** 15 - 1 } }),
  }),
  answers: { 200: { description: 'The block', body: blockAnswer } },
  refusals: ['BLOCK_NOT_FOUND'],
  folded: true,
});

export const readTransaction = operation({
  id: 'readTransaction',
  call: 'transactions.read',
  method: 'get',
  path: '/v1/transactions/{transactionId}',
  summary: 'Read a transaction with its events',
  description: 'Commands, endorsements and private data are not in this answer; the gateway keeps what it folded.',
  access: reading,
  params: z.strictObject({ transactionId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/) }),
  answers: { 200: { description: 'The transaction', body: transactionAnswer } },
  refusals: ['TRANSACTION_NOT_FOUND'],
  folded: true,
});

const written = z.object({ transactionId: z.string(), block: z.int(), time: z.iso.datetime() });

const recordState = z.object({
  feedbackCount: z.int(),
  level: z.enum(creditLevels).optional(),
  priceFen: z.int().optional(),
  renewedBy: z.string().optional(),
  correctedBy: z.string().optional(),
  disputeIds: z.array(z.string()),
  purged: z.boolean(),
});

export const historyForms = {
  plan: written.extend({ plan: planPublic }),
  confirm: written.extend({ confirm: confirmAnswer.omit({ leftFor: true }) }),
  creditRecord: written.extend({ creditRecord: recordState }),
};

export const readPlanHistory = operation({
  id: 'readPlanHistory',
  call: 'plans.readHistory',
  method: 'get',
  path: '/v1/plans/{assetId}/history',
  summary: 'Read the states of a plan, from the first on',
  access: reading,
  params: assetParams,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of states', body: pageAnswer(historyForms.plan) } },
  refusals: ['PLAN_NOT_FOUND'],
  folded: true,
});

export const readConfirmHistory = operation({
  id: 'readConfirmHistory',
  call: 'confirms.readHistory',
  method: 'get',
  path: '/v1/plans/{assetId}/confirms/{confirmId}/history',
  summary: 'Read the states of a confirm, from the first on',
  access: reading,
  params: confirmParams,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of states', body: pageAnswer(historyForms.confirm) } },
  refusals: ['CONFIRM_NOT_FOUND'],
  folded: true,
});

export const readCreditRecordHistory = operation({
  id: 'readCreditRecordHistory',
  call: 'creditRecords.readHistory',
  method: 'get',
  path: '/v1/credit-records/{recordId}/history',
  summary: 'Read the states of a credit record on the ledger, from the first on',
  description: 'The ledger shows every member how often feedback came, the level, and the price. It shows no terms.',
  access: reading,
  params: recordParams,
  query: z.strictObject(page),
  answers: { 200: { description: 'A page of states', body: pageAnswer(historyForms.creditRecord) } },
  refusals: ['CREDIT_RECORD_NOT_FOUND'],
  folded: true,
});
