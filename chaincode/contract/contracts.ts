/** The contract classes that the chaincode server loads: one for each noun, one method for each submitting function and read function. */
import { type Context, Contract } from 'fabric-contract-api';
import type { CommandName, ReadFunctionName } from '../api/commands';
import { newShimPort } from '../state/shim-port';
import { newAllianceExecutions } from './alliance';
import { answerExecutions } from './answer';
import { consentExecutions } from './consent';
import { creditExecutions } from './credit';
import { creditDisputeExecutions } from './credit-dispute';
import { exchangeExecutions } from './exchange';
import { ledgerDayExecutions } from './ledger-day';
import { partyExecutions } from './party';
import { payoutExecutions } from './payout';
import { planExecutions } from './plan';
import { queryExecutions } from './query';
import { readFunctions, runReadFunction } from './read-functions';
import { retentionExecutions } from './retention';
import { subjectExecutions } from './subject';
import { tokenExecutions } from './token';
import { type Execution, type ProcessTerms, runTransaction } from './transaction';

export type Executions = { readonly [N in CommandName]: Execution<N> };
type Method = (context: Context, argument: string) => Promise<string>;

export function newExecutions(terms: ProcessTerms): Executions {
  return {
    ...newAllianceExecutions(terms.foundingDocument),
    ...partyExecutions,
    ...planExecutions,
    ...exchangeExecutions,
    ...tokenExecutions,
    ...subjectExecutions,
    ...creditExecutions,
    ...ledgerDayExecutions,
    ...consentExecutions,
    ...queryExecutions,
    ...answerExecutions,
    ...payoutExecutions,
    ...creditDisputeExecutions,
    ...retentionExecutions,
  };
}

export function newContracts(terms: ProcessTerms): (new () => Contract)[] {
  const methods = new Map<string, Method>();
  for (const [name, execution] of Object.entries(newExecutions(terms)) as [CommandName, Execution<CommandName>][]) {
    methods.set(name, ({ stub }, argument) => runTransaction(name, execution, argument, newShimPort(stub), terms));
  }
  for (const name of Object.keys(readFunctions) as ReadFunctionName[]) {
    methods.set(name, ({ stub }, argument) => runReadFunction(name, argument, newShimPort(stub)));
  }
  const nouns = new Set([...methods.keys()].map((name) => name.slice(0, name.indexOf(':'))));
  return [...nouns].map((noun) => newContractClass(noun, methods));
}

/** The contract API finds a contract's functions by looking at its prototype, and their parameters by counting. */
function newContractClass(noun: string, methods: ReadonlyMap<string, Method>): new () => Contract {
  class NounContract extends Contract {
    constructor() {
      super(noun);
    }
  }
  for (const [name, method] of methods) {
    const [owner, functionName = ''] = name.split(':');
    if (owner === noun) Object.defineProperty(NounContract.prototype, functionName, { value: method });
  }
  return NounContract;
}
