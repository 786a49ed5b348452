/** A ledger that keeps what is said of subjects, and the gateways of an alliance around it; evaluators are real. */
import type { Command, CommandName } from '../../../chaincode/api/commands';
import type {
  AllianceRecord,
  EvaluationAnswerRecord,
  EvaluationRecord,
  EvaluatorRecord,
  LedgerRecord,
} from '../../../chaincode/api/records';
import type { RefusalCode } from '../../../chaincode/api/refusals';
import { newLog } from '../../../gateway/http/log';
import type { LedgerBlock, LedgerClient, SentCommand } from '../../../gateway/ledger/types';
import type { Store } from '../../../gateway/stores';
import type { SubjectTools } from '../../../gateway/subjects/deps';
import { evaluating } from '../../../gateway/subjects/evaluating';
import { newIdentification } from '../../../gateway/subjects/identification';
import type { Voprf } from '../../../gateway/subjects/voprf';
import { newSubjectSecrets } from '../../../gateway/vault/subject-secrets';
import type { Vault } from '../../../gateway/vault/types';
import { within } from '../../run/pace';
import { allianceWith, block, FakeOutbox, fakeStore, fakeSubjects, fakeVault } from '../http/fakes';
import { voprf } from './lazy-voprf';
import { channel } from './people';

export const evaluators = ['KeystoneMSP', 'WatchtowerMSP'] as const;

/** Each its own; the vault's secret is nothing but the name here. */
export function secretsOf(partyId: string) {
  return newSubjectSecrets(Buffer.from(partyId.padEnd(32, '.')), channel);
}

/** Every command is in a block of its own, with nothing judged but what a test sets. */
export class SubjectLedger {
  readonly records: LedgerRecord[] = [];
  readonly submitted: { readonly partyId: string; readonly name: CommandName; readonly command: object }[] = [];
  readonly #listeners = new Set<(block: LedgerBlock) => void>();
  /** Throws or answers a code in place of doing what is asked. */
  judge: (name: CommandName, command: object) => RefusalCode | undefined = () => undefined;
  /** The ledger's. */
  day = 100;
  #height = 0;

  of<T extends LedgerRecord['docType']>(docType: T): readonly Extract<LedgerRecord, { docType: T }>[] {
    return this.records.filter((one): one is Extract<LedgerRecord, { docType: T }> => one.docType === docType);
  }

  onBlock = (listener: (block: LedgerBlock) => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Resolves once a block makes it so. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        forget();
        resolve();
      };
      const forget = this.onBlock(look);
      look();
    });
  }

  submitter(partyId: string): LedgerClient['submit'] {
    // biome-ignore lint/suspicious/noExplicitAny: one answer stands for those of every kind
    return async (name, command): Promise<any> => {
      this.submitted.push({ partyId, name, command });
      const code = this.judge(name, command);
      if (code !== undefined) return { outcome: { status: 'REFUSED', code, detail: {} } };
      this.#write(recordOf(partyId, name, command));
      return { outcome: { status: 'ACCEPTED', repeated: false, answer: {} }, block: this.#height };
    };
  }

  put(...records: readonly LedgerRecord[]): void {
    this.records.push(...records);
    this.#height += 1;
    for (const listener of [...this.#listeners]) listener(block(this.#height));
  }

  #write(record: EvaluationRecord | EvaluationAnswerRecord | EvaluatorRecord): void {
    const isThere = this.records.some((one) => JSON.stringify(one) === JSON.stringify(record));
    if (!isThere) this.put(record);
  }
}

const time = new Date().toISOString();

/** What a verification leaves on the ledger. */
export function attachedRecords(command: Command<'subject:attach'>, day = 100): readonly LedgerRecord[] {
  const { subjectId, identityKey, ...attachment } = command;
  return [
    { docType: 'subject', subjectId, identityKey, keyed: false },
    { docType: 'attachment', ...attachment, subjectId, attachedTime: time, day },
  ];
}

function recordOf(partyId: string, name: CommandName, command: SentCommand<CommandName>) {
  switch (name) {
    case 'subject:registerEvaluator': {
      const { publicKey } = command as Command<'subject:registerEvaluator'>;
      return { docType: 'evaluator', partyId, publicKey, registeredTime: time } as const;
    }
    case 'subject:ask':
      return { docType: 'evaluation', ...(command as Command<'subject:ask'>), partyId, askedTime: time } as const;
    case 'subject:evaluate': {
      const answer = command as Command<'subject:evaluate'>;
      return { docType: 'evaluationAnswer', ...answer, evaluator: partyId, answeredTime: time } as const;
    }
    default:
      throw new Error(`nobody submits ${name} here`);
  }
}

/** Reads what the ledger holds, and remembers its own. */
export function storeOn(ledger: SubjectLedger, subjects = fakeSubjects()): Store {
  return fakeStore('CREDITOR_ORG', {
    subjects,
    alliance: async () => ({ ...allianceWith('CREDITOR_ORG'), evaluators }),
    evaluator: async (partyId) => ledger.of('evaluator').find((one) => one.partyId === partyId),
    evaluation: async (id) => ledger.of('evaluation').find(({ evaluationId }) => evaluationId === id),
    evaluationAnswers: async (id) => ledger.of('evaluationAnswer').filter(({ evaluationId }) => evaluationId === id),
    evaluationsToAnswer: async (partyId) => {
      const mine = ledger.of('evaluationAnswer').filter(({ evaluator }) => evaluator === partyId);
      const answered = new Set(mine.map(({ evaluationId }) => evaluationId));
      return ledger.of('evaluation').filter(({ evaluationId }) => !answered.has(evaluationId));
    },
    attachment: async (id) => ledger.of('attachment').find(({ attachmentId }) => attachmentId === id),
    subjectKey: async (subjectId, keyId) =>
      ledger.of('subjectKey').find((key) => key.subjectId === subjectId && key.keyId === keyId),
    subjectKeys: async (subjectId) => ledger.of('subjectKey').filter((key) => key.subjectId === subjectId),
    ledgerDay: async () => ledger.day,
    ownerOfSubjectKey: async (keyId) => ledger.of('used').find(({ value }) => value === keyId)?.by,
  });
}

export interface Situation {
  readonly ledger: SubjectLedger;
  readonly subjects?: Store['subjects'];
  /** The vault's secret is nothing but the institution's name unless said. */
  readonly vault?: Vault;
  readonly voprf?: Voprf;
  readonly waitMs?: number;
  readonly stopping?: AbortSignal;
}

export type Institution = SubjectTools & { readonly store: Store; readonly vault: Vault; readonly outbox: FakeOutbox };

export function institution(partyId: string, situation: Situation): Institution {
  const { ledger, subjects = fakeSubjects(), waitMs = within(5_000) } = situation;
  const tools = {
    partyId,
    channel,
    store: storeOn(ledger, subjects),
    vault: situation.vault ?? fakeVault({ subjects: secretsOf(partyId) }),
    ledger: { submit: ledger.submitter(partyId) },
    voprf: situation.voprf ?? voprf,
    follower: { onBlock: ledger.onBlock },
    stopping: situation.stopping ?? new AbortController().signal,
    ledgerDay: async () => ledger.day,
    alliance: async (): Promise<AllianceRecord> => ({ ...allianceWith('CREDITOR_ORG'), evaluators }),
    outbox: new FakeOutbox(),
    log: newLog('silent'),
  };
  return { ...tools, identification: newIdentification(tools, waitMs) };
}

/** Registers an evaluator and has it answer whatever is asked, as the agent would. Answers how to stop it. */
export async function startEvaluator(partyId: string, ledger: SubjectLedger): Promise<() => Promise<void>> {
  const tools = institution(partyId, { ledger });
  const publicKey = await voprf.derivePublicKey(tools.vault.subjects.evaluatorKey);
  await tools.ledger.submit('subject:registerEvaluator', { publicKey });
  const work = evaluating(tools);
  let answering = Promise.resolve();
  const answer = async () => {
    for (const question of await work.find(time, 100)) await work.perform(question);
  };
  const forget = ledger.onBlock(() => {
    answering = answering.then(answer);
  });
  answering = answering.then(answer);
  return async () => {
    forget();
    await answering;
  };
}

export async function startBoth(ledger = new SubjectLedger()) {
  const stops = await Promise.all(evaluators.map((partyId) => startEvaluator(partyId, ledger)));
  return { ledger, stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}
