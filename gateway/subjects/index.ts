/** Turns identity numbers into subjects, keeps what this institution says of them, and answers others as an evaluator. */
import type { SubjectAsSent } from '../api/subjects';
import type { Capability } from '../work/capability';
import { eachItem } from '../work/engine';
import { attachSubject } from './attaching';
import type { SubjectDeps } from './deps';
import { type EvaluatorKey, evaluating, newEvaluatorKey } from './evaluating';
import { forgettingQuestions } from './forgetting';
import { newIdentification } from './identification';
import { subjectKeyRoutes } from './key-routes';
import { subjectRoutes } from './subject-routes';
import type { Attached } from './types';

export interface SubjectSettings {
  /** How long a request waits for the evaluators. */
  readonly evaluationWaitMs?: number | undefined;
}

export interface SubjectCapability extends Capability {
  /** The step by which an import attaches a borrower. */
  attachSubject(subject: SubjectAsSent): Promise<Attached>;
  readonly evaluatorKey: EvaluatorKey;
}

export function newSubjects(deps: SubjectDeps, { evaluationWaitMs }: SubjectSettings): SubjectCapability {
  const tools = { ...deps, identification: newIdentification(deps, evaluationWaitMs) };
  return {
    routes: [...subjectRoutes(tools), ...subjectKeyRoutes(deps)],
    work: [eachItem(evaluating(deps)), forgettingQuestions(deps)],
    attachSubject: (subject) => attachSubject(tools, subject),
    evaluatorKey: newEvaluatorKey(deps),
  };
}
