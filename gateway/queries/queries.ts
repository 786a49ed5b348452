/** Credit queries of one gateway: what routes and the agent ask for, and the dropping of what may be kept no longer. */
import type { Logger } from 'pino';
import type { CommandName } from '../../chaincode/api/commands';
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import type { Submitted } from '../ledger/types';
import type { Follower } from '../store/follower';
import type { Page, Paged, QueryRead } from '../store/types';
import type { Store } from '../stores';
import { type Loop, startLoop } from '../work/loop';
import { askForDetails, askForSummary } from './asking';
import { newAudit } from './audit';
import { judgeAnswer } from './details';
import { rememberFacts } from './facts';
import { listOffers } from './offers';
import { readQuery } from './reading';
import { makeReport, type Report } from './report';
import { firstDayOf } from './retention';
import { ownQuery, type QueryTools, standingOf, timeOf } from './tools';
import type { Asked, DetailsRequest, Done, Offer, QueryView, Summary, SummaryRequest } from './types';

export interface QuerySettings extends Omit<QueryTools, 'audit' | 'now' | 'store'> {
  readonly store: Store;
  readonly follower: Pick<Follower, 'height'>;
  readonly log: Logger;
}

export interface CreditQueries {
  ask(request: DetailsRequest): Promise<Done<Asked>>;
  summarise(request: SummaryRequest, userName: string): Promise<Done<Summary>>;
  offers(about: { readonly subjectId: string; readonly consentId: string }): Promise<readonly Offer[]>;
  read(queryId: string, userName: string): Promise<QueryView>;
  /** Who read it, newest first. */
  reads(queryId: string, page: Page): Promise<Paged<QueryRead>>;
  report(about: { readonly subjectId: string; readonly queryId: string; readonly userName: string }): Promise<Report>;
  /** Accepts an answer, or proves that it is none. Undefined where the sealed texts are not at hand. */
  judge(answer: CreditAnswerRecord): Promise<Submitted<CommandName> | undefined>;
}

export interface Queries extends CreditQueries {
  /** Drops what consents and retention allow no longer, from now on. */
  start(): void;
  stop(): Promise<void>;
}

const dropMs = 10_000;

export function newQueries(settings: QuerySettings, now: () => number = Date.now): Queries {
  const { store } = settings;
  const tools: QueryTools = { ...settings, now, audit: newAudit(store.queries) };
  const factsOf = rememberFacts(tools, () => settings.follower.height);
  let dropping: Loop | undefined;

  const drop = async (): Promise<number> => {
    const founded = (await settings.alliance()) !== undefined;
    if (founded) await store.queries.dropOpened(timeOf(tools), firstDayOf(await standingOf(tools)));
    return dropMs;
  };

  return {
    ask: (request) => askForDetails(tools, request),
    summarise: (request, userName) => askForSummary(tools, request, userName),
    offers: (about) => listOffers(tools, about),
    read: async (queryId, userName) => readQuery(tools, await factsOf(queryId), userName),
    async reads(queryId, page) {
      await ownQuery(tools, queryId);
      return store.queries.reads(queryId, page);
    },
    report: (about) => makeReport(tools, about),
    judge: (answer) => judgeAnswer(tools, answer),
    start() {
      dropping = startLoop('query-details', settings, drop);
    },
    async stop() {
      await dropping?.stop();
    },
  };
}
