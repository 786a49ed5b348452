/** Commands, errors and settings with defaults, so that a test names only what matters to it. */
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import type { Command, Outcome } from '../../../chaincode/api/commands';
import type { DebitSettings } from '../../../gateway/ledger/debits';
import { GroupCommit, type GroupCommitSettings } from '../../../gateway/ledger/group-commit';
import type { LedgerObserver } from '../../../gateway/ledger/observer';
import type { Pause } from '../../../gateway/ledger/pause';
import type { Execution, TransactionPort, TransactionRequest } from '../../../gateway/ledger/submit';
import type { SentCommand } from '../../../gateway/ledger/types';

export const harbour = 'HarbourMSP';

export function gatewayError(code: status, ...details: readonly string[]): GatewayError {
  const message = `${code} ${status[code]}: failed`;
  const cause: ServiceError = Object.assign(new Error(message), { code, details: 'failed', metadata: new Metadata() });
  const errorDetails = details.map((text) => ({ address: 'peer0:7051', mspId: harbour, message: text }));
  return new GatewayError({ code, details: errorDetails, cause, message });
}

export function accept(confirmId: string): Command<'plan:accept'> {
  return { assetId: 'MeadowMSP:p1', confirmId };
}

export function confirm(confirmId: string, assetId = 'MeadowMSP:p1'): SentCommand<'plan:confirm'> {
  return {
    assetId,
    confirmId,
    confirmTakeInLimitRmb: 10_000,
    confirmTakeInRateBps: 1_800,
    oneOffPublicKey: 'BA',
  };
}

export function redeem(redemptionId: string, amountFen = 100): SentCommand<'token:redeem'> {
  return { redemptionId, amountFen };
}

/** As the chaincode would answer; the answer holds no more than the tests look at. */
export function accepted(answer: object, repeated = false): Outcome {
  return { status: 'ACCEPTED', repeated, answer: answer as Extract<Outcome, { status: 'ACCEPTED' }>['answer'] };
}

export function refused(code: Extract<Outcome, { status: 'REFUSED' }>['code']): Outcome {
  return { status: 'REFUSED', code, detail: {} };
}

/** The commands that a request carries. */
export function commandsOf(request: TransactionRequest): readonly Record<string, unknown>[] {
  return (JSON.parse(request.argument) as { commands: Record<string, unknown>[] }).commands;
}

/** Which of the identifying members a command has. */
export function idOf(command: Record<string, unknown>): string {
  return String(command.confirmId ?? command.redemptionId ?? command.assetId);
}

/** Commits everything, each command accepted with its identifier as the answer. */
export function committed(request: TransactionRequest, block = 1): Execution {
  return { kind: 'committed', block, outcomes: commandsOf(request).map((command) => accepted({ id: idOf(command) })) };
}

/** A port that keeps what it was asked, and answers as it is told. */
export function portOf(
  answer: (request: TransactionRequest, count: number) => Execution | Promise<Execution> = (request) =>
    committed(request),
): TransactionPort & { readonly requests: TransactionRequest[] } {
  const requests: TransactionRequest[] = [];
  return {
    requests,
    async execute(request) {
      requests.push(request);
      return answer(request, requests.length);
    },
  };
}

/** Sleeps as long as it takes to let everything else go on. */
export const noSleep: Pause = async () => {
  await new Promise((resolve) => setImmediate(resolve));
};

export function debits(settings: Partial<DebitSettings> = {}): DebitSettings {
  return {
    lease: { acquire: async () => true, release: async () => {} },
    holder: 'gateway-1',
    tokenCreditsToFold: async () => [],
    waitForHeight: async () => {},
    ...settings,
  };
}

export function groupCommit(
  transactions: TransactionPort,
  settings: Partial<Omit<GroupCommitSettings, 'transactions'>> = {},
): GroupCommit {
  return new GroupCommit({ mspId: harbour, transactions, debits: debits(), sleep: noSleep, ...settings });
}

/** Counts what was tried again. */
export function countingObserver(): LedgerObserver & { readonly retries: string[] } {
  const retries: string[] = [];
  return {
    retries,
    called() {},
    retried: (step, reason) => retries.push(`${step}: ${reason}`),
    gathered() {},
    waiting() {},
  };
}

export function sizesOf(requests: readonly TransactionRequest[]): readonly number[] {
  return requests.map((request) => commandsOf(request).length);
}
