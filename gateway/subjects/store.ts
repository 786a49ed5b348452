/** Finds evaluators, questions to them, attachments and keys of subjects among what is folded from blocks. */
import { sql } from 'kysely';
import type {
  AttachmentRecord,
  EvaluationAnswerRecord,
  EvaluationRecord,
  EvaluatorRecord,
  SubjectKeyRecord,
} from '../../chaincode/api/records';
import { subjectKeyId } from '../store/columns';
import { type JsonRow, parseRecords, readRecord, selectRecords } from '../store/records';
import type { Database } from '../store/schema';
import type { KnownSubjects } from './known-subjects';

/** The records of subjects in blocks. */
export interface SubjectRecords {
  evaluator(partyId: string): Promise<EvaluatorRecord | undefined>;
  evaluation(evaluationId: string): Promise<EvaluationRecord | undefined>;
  evaluationAnswers(evaluationId: string): Promise<readonly EvaluationAnswerRecord[]>;
  /** Asked at the time or later, and not answered by the evaluator: the askers by turns, the oldest question of each first. */
  evaluationsToAnswer(evaluator: string, since: string, limit: number): Promise<readonly EvaluationRecord[]>;
  attachment(attachmentId: string): Promise<AttachmentRecord | undefined>;
  subjectKey(subjectId: string, keyId: string): Promise<SubjectKeyRecord | undefined>;
  /** The latest 500 that the ledger holds, in the order in which they were added. */
  subjectKeys(subjectId: string): Promise<readonly SubjectKeyRecord[]>;
  /** Whose signing key it is. */
  ownerOfSubjectKey(keyId: string): Promise<string | undefined>;
}

export interface SubjectStore extends SubjectRecords {
  /** The rows that this institution keeps of subjects by itself. */
  readonly subjects: KnownSubjects;
}

/** Anybody who knows a number can add keys to its subject. */
const maxSubjectKeys = 500;

export function newSubjectRecords(db: Database): SubjectRecords {
  return {
    evaluator: (partyId) => readRecord(db, 'evaluator', partyId),
    evaluation: (evaluationId) => readRecord(db, 'evaluation', evaluationId),
    attachment: (attachmentId) => readRecord(db, 'attachment', attachmentId),
    subjectKey: (subjectId, keyId) => readRecord(db, 'subjectKey', subjectKeyId(subjectId, keyId)),

    evaluationAnswers: async (evaluationId) =>
      parseRecords(await selectRecords(db, 'evaluationAnswer').where('about', '=', evaluationId).execute()),
    evaluationsToAnswer: (evaluator, since, limit) => readUnanswered(db, { evaluator, since }, limit),
    subjectKeys: async (subjectId) => {
      const latest = selectRecords(db, 'subjectKey').where('about', '=', subjectId).orderBy('position', 'desc');
      return parseRecords(await latest.limit(maxSubjectKeys).execute()).toReversed();
    },
    ownerOfSubjectKey: async (keyId) => {
      const uses = parseRecords(await selectRecords(db, 'used').where('id', '=', keyId).execute());
      return uses.find(({ what }) => what === 'subjectKey')?.by;
    },
  };
}

interface Unanswered {
  readonly evaluator: string;
  readonly since: string;
}

async function readUnanswered(
  db: Database,
  unanswered: Unanswered,
  limit: number,
): Promise<readonly EvaluationRecord[]> {
  const first = byTurns(db, unanswered).orderBy('turn').orderBy('due_from').orderBy('key').limit(limit);
  const query = db
    .selectFrom(first.as('first'))
    .innerJoin('records', 'records.key', 'first.key')
    .select(['records.json', 'records.position'])
    .orderBy('first.turn')
    .orderBy('first.due_from')
    .orderBy('first.key')
    .$castTo<JsonRow<'evaluation'>>();
  return parseRecords(await query.execute());
}

/** Questions that the evaluator has not answered, counted for each asker from its oldest question on. */
function byTurns(db: Database, { evaluator, since }: Unanswered) {
  return db
    .selectFrom('records as question')
    .where('doc_type', '=', 'evaluation')
    .where('due_from', '>=', since)
    .where((question) =>
      question.not(
        question.exists(
          question
            .selectFrom('records as answer')
            .select('answer.id')
            .where('answer.owner', '=', evaluator)
            .where('answer.doc_type', '=', 'evaluationAnswer')
            .whereRef('answer.about', '=', 'question.id'),
        ),
      ),
    )
    .select([
      'key',
      'due_from',
      sql<number>`row_number() over (partition by owner order by due_from, position)`.as('turn'),
    ]);
}
