/** An officer's desk at one gateway: calls the routes of credit records as they are served, without HTTP around them. */
import type { PartyOrgType } from '../../../chaincode/api/records';
import * as disputes from '../../../gateway/api/credit-disputes';
import * as income from '../../../gateway/api/credit-income';
import * as records from '../../../gateway/api/credit-records';
import type { Operation, Sent, ShownBody } from '../../../gateway/api/operation';
import * as prompts from '../../../gateway/api/prompts';
import type { JsonAnswer, Route } from '../../../gateway/http/route';
import type { Page } from '../../../gateway/store/types';

type Body<O extends Operation> = Sent<O>['body'];
type Filter<O extends Operation> = Omit<Sent<O>['query'], keyof Page>;

type Answered<O extends Operation> = JsonAnswer & { readonly body: ShownBody<O> };

export type Desk = ReturnType<typeof newDesk>;

export function newDesk(routes: readonly Route[], partyOrgType: () => PartyOrgType | undefined) {
  const call = async <O extends Operation>({ id }: O, sent: Partial<Sent<O>>) => {
    const user = { userName: 'officer', role: 'officer' } as const;
    const caller = { user, partyOrgType: partyOrgType(), stillSignedIn: async () => true };
    const route = routes.find((each) => each.id === id);
    const { params, query, body } = sent;
    const answer = await route?.handle({ params, query, body, caller, lastEventId: undefined, asOfBlock: 0 });
    const { body: view, repeated = false } = answer as Answered<O>;
    return { view, repeated };
  };

  return {
    file: (body: Body<typeof records.fileCreditRecord>) => call(records.fileCreditRecord, { body }),
    correct: (recordId: string, body: Body<typeof records.correctCreditRecord>) =>
      call(records.correctCreditRecord, { params: { recordId }, body }),
    sign: (recordId: string, body: Body<typeof records.signCreditRecord>) =>
      call(records.signCreditRecord, { params: { recordId }, body }),
    giveFeedback: (recordId: string, body: Body<typeof records.giveFeedback>) =>
      call(records.giveFeedback, { params: { recordId }, body }),
    setLevel: (recordId: string, body: Body<typeof records.setLevel>) =>
      call(records.setLevel, { params: { recordId }, body }),
    read: async (recordId: string) => (await call(records.readCreditRecord, { params: { recordId } })).view,
    list: async (filter: Filter<typeof records.listCreditRecords>, page: Page) =>
      (await call(records.listCreditRecords, { query: { ...filter, ...page } })).view,
    prompts: async (page: Page) => (await call(prompts.listPrompts, { query: { ...page } })).view,
    async dispute(recordId: string, body: Body<typeof disputes.disputeCreditRecord>) {
      const { view: disputed, repeated } = await call(disputes.disputeCreditRecord, { params: { recordId }, body });
      return { disputed, repeated };
    },
    /** Answers whether it was answered so before. */
    answerDispute: async (recordId: string, body: Body<typeof disputes.answerDispute>) =>
      (await call(disputes.answerDispute, { params: { recordId }, body })).repeated,
    disputes: async (filter: Filter<typeof disputes.listCreditDisputes>, page: Page) =>
      (await call(disputes.listCreditDisputes, { query: { ...filter, ...page } })).view,
    income: async (page: Page) => (await call(income.readCreditIncome, { query: { ...page } })).view,
  };
}
