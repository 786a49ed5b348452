/** Evaluations, attachments and signing keys of subjects. */
import { subjectKeyId } from './columns';
import { parseRecords, readRecord, selectRecords } from './records';
import type { Database } from './schema';
import type { LedgerStore } from './types';

type Reading = Pick<
  LedgerStore,
  'evaluator' | 'evaluation' | 'evaluationAnswers' | 'attachment' | 'subjectKey' | 'subjectKeys' | 'ownerOfSubjectKey'
>;

/** Whoever knows a number can add keys to its subject. */
const maxSubjectKeys = 500;

export function readingOf(db: Database): Reading {
  return {
    evaluator: (partyId) => readRecord(db, 'evaluator', partyId),
    evaluation: (evaluationId) => readRecord(db, 'evaluation', evaluationId),
    attachment: (attachmentId) => readRecord(db, 'attachment', attachmentId),
    subjectKey: (subjectId, keyId) => readRecord(db, 'subjectKey', subjectKeyId(subjectId, keyId)),

    evaluationAnswers: async (evaluationId) =>
      parseRecords(await selectRecords(db, 'evaluationAnswer').where('about', '=', evaluationId).execute()),
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
