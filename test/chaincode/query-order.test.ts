/** Two reasons to refuse a consent, a query or what follows from it at once: the answer is the one that stands first in the table. */
import { canonicalJson } from '../../chaincode/api/canonical';
import { maxDisputes } from '../../chaincode/api/commands';
import { hashOfSealed } from '../../chaincode/api/sealed';
import { consentText, identifierFrom } from '../../chaincode/api/signatures';
import { channel, harbour, keystone, lantern, meadow, oneOffKey, orchard, watchtower } from './builders';
import { aKey, aLevel, aLoan, keyOf, recordIdOf, subjectIdOf } from './credit-builders';
import { giveFeedback, passTo, register, withMoreKeys } from './credit-scenario';
import { answerTo, describeOrder, malformed, personal, type Trial, withLocal, withOwner } from './order';
import {
  aConsent,
  aConsentRevocation,
  aDispute,
  aDisputeAnswer,
  anAnswer,
  aQuery,
  asking,
  askingKey,
  consentIdOf,
  disputeIdOf,
} from './query-builders';
import {
  advance,
  anAnsweredLoan,
  anAskedLoan,
  anIncome,
  answerRecord,
  aToldLoan,
  grant,
  ledgerDay,
  price,
  query,
  tryAnswer,
  tryAnswerDispute,
  tryDispute,
  tryPayOut,
} from './query-scenario';
import type { Scenario } from './scenario';

const otherSignature = Buffer.alloc(64, 1).toString('base64url');
const offTheCurve = Buffer.alloc(65, 4).toString('base64url');
const late = { signBy: '2029-01-01T00:00:00.000Z' };
const byMeadow = ({ sender }: { sender: { by: string } }) => {
  sender.by = meadow;
};
const byRegulator = ({ sender }: { sender: { by: string } }) => {
  sender.by = watchtower;
};

describeOrder(
  'alliance:advanceDay',
  async () => {
    const { s } = await aToldLoan();
    s.ledger.passSeconds(3 * 24 * 3600);
    return { s, command: { day: ledgerDay(s) + 3 }, sender: { by: harbour } };
  },
  {
    CALLER_NOT_MEMBER: ({ sender }) => {
      sender.by = 'StrangerMSP';
    },
    COMMAND_MALFORMED: malformed,
    DAY_NOT_LATER: ({ command }) => {
      command.day = 1;
    },
    DAY_AHEAD: ({ command }) => {
      command.day += 9;
    },
    DAY_NOT_YOURS: ({ s, command }) => {
      s.ledger.passSeconds(-2 * 24 * 3600);
      command.day = ledgerDay(s) + 1;
    },
  },
);

describeOrder(
  'consent:grant',
  async () => {
    const { s } = await aToldLoan({ parameters: { maxConsentUses: 5 } });
    const unreported = aKey('li', keyOf('li', 5), { by: keyOf('li'), report: null });
    await s.act(keystone, 'subject:addKey', unreported);
    return { s: await withMoreKeys(s), command: aConsent(), sender: { by: meadow } };
  },
  {
    CALLER_TYPE_NOT_ALLOWED: byRegulator,
    COMMAND_MALFORMED: malformed,
    CONSENT_TIME_AHEAD: ({ s, command }) => {
      command.signedTime = new Date(s.ledger.nowMs + 1).toISOString();
    },
    CONSENT_ABOVE_CEILING: ({ command }) => {
      command.uses = 6;
    },
    CONSENT_REVOKED: async ({ s, command }) => {
      const consentId = identifierFrom(consentText(channel, { ...command, partyId: meadow }));
      await s.act(orchard, 'consent:revoke', aConsentRevocation({ consentId }));
    },
    SUBJECT_KEY_NOT_FOUND: ({ command }) => {
      command.keyId = keyOf('wang').keyId;
    },
    SUBJECT_KEY_REVOKED: ({ command }) => {
      command.keyId = keyOf('li', 3).keyId;
    },
    SUBJECT_KEY_WAITING: ({ command }) => {
      command.keyId = keyOf('li', 4).keyId;
    },
    REPORT_KEY_INVALID: ({ command }) => {
      Object.assign(command, { purpose: 'OWN_REPORT', keyId: keyOf('li', 5).keyId });
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
  // Which of them applies follows from the key that is named, and another key makes another consent.
  [
    'CONSENT_TIME_AHEAD CONSENT_REVOKED',
    'CONSENT_REVOKED SUBJECT_KEY_NOT_FOUND',
    'CONSENT_REVOKED SUBJECT_KEY_REVOKED',
    'CONSENT_REVOKED SUBJECT_KEY_WAITING',
    'SUBJECT_KEY_NOT_FOUND REPORT_KEY_INVALID',
    'SUBJECT_KEY_REVOKED REPORT_KEY_INVALID',
  ],
);

describeOrder(
  'consent:revoke',
  async () => {
    const { s } = await aToldLoan();
    await grant(s);
    return { s: await withMoreKeys(s), command: aConsentRevocation(), sender: { by: orchard } };
  },
  {
    CALLER_TYPE_NOT_ALLOWED: byRegulator,
    COMMAND_MALFORMED: malformed,
    CONSENT_NOT_FOUND: ({ command }) => {
      command.subjectId = subjectIdOf('wang');
    },
    SUBJECT_KEY_NOT_FOUND: ({ command }) => {
      command.keyId = keyOf('wang').keyId;
    },
    SUBJECT_KEY_REVOKED: ({ command }) => {
      command.keyId = keyOf('li', 3).keyId;
    },
    SUBJECT_KEY_WAITING: ({ command }) => {
      command.keyId = keyOf('li', 4).keyId;
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
);

type Asking = Trial<'credit:query'>;
const spoilt = ({ command }: Asking, spoil: Partial<ReturnType<typeof asking>>) => {
  command.records = command.records.map((record) => ({ ...record, ...spoil }));
};
const otherKey = oneOffKey('used before');
const notAfter = '2026-03-20T00:00:00.000Z';

/** Li's paid record and another one, Wang's consents, one of which has a use left, and one more query to come. */
async function toAsk(): Promise<Asking> {
  const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
  for (const [name, options] of Object.entries({ q1: { notAfter }, wangs: { subject: 'wang' }, used: {} })) {
    await grant(s, { name, ...options });
  }
  const used = asking(loan, price, [0]);
  await query(s, { name: 'used', records: [{ ...used, oneOffPublicKey: otherKey.publicKey }] });
  const command = aQuery({ records: [asking(loan, price)], folds: s.creditsOf(meadow) });
  return { s, command, sender: { by: meadow } };
}

describeOrder(
  'credit:query',
  toAsk,
  {
    CALLER_TYPE_NOT_ALLOWED: byRegulator,
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.queryId = withLocal(command.queryId, personal);
    },
    IDENTIFIER_NOT_OWN: ({ command }) => {
      command.queryId = withOwner(command.queryId, harbour);
    },
    AMOUNT_TOO_LARGE: ({ command }) => {
      const { publicKey: oneOffPublicKey } = askingKey('q1', 1);
      const record = { recordId: recordIdOf('dear'), priceFen: Number.MAX_SAFE_INTEGER, numbers: [0], oneOffPublicKey };
      command.records = [...command.records, record];
    },
    QUERY_EXISTS_WITH_OTHER_CONTENT: ({ command }) => {
      command.queryId = 'used';
    },
    ONE_OFF_KEY_INVALID: (trial) => spoilt(trial, { oneOffPublicKey: offTheCurve }),
    ONE_OFF_KEY_USED: (trial) => spoilt(trial, { oneOffPublicKey: otherKey.publicKey }),
    CONSENT_MISSING: ({ command }) => {
      delete command.consentId;
    },
    CONSENT_NOT_FOUND: ({ command }) => {
      command.consentId = consentIdOf('none');
    },
    CONSENT_DIFFERS: ({ command }) => {
      command.consentId = consentIdOf('wangs');
    },
    CONSENT_REVOKED: async ({ s }) => {
      await s.act(harbour, 'consent:revoke', aConsentRevocation());
    },
    CONSENT_EXPIRED: ({ s }) => passTo(s, '2026-03-20T00:00:01.000Z'),
    CONSENT_USED_UP: async ({ s }) => {
      await query(s, { name: 'before', consent: 'q1' });
    },
    CREDIT_RECORD_NOT_FOUND: (trial) => spoilt(trial, { recordId: recordIdOf('none') }),
    RECORD_NOT_OF_SUBJECT: async (trial) => {
      const { s } = trial;
      await register(s, { name: 'wangs', borrower: 'wang', ...late });
      spoilt(trial, { recordId: recordIdOf('wangs') });
    },
    FEEDBACK_NOT_FOUND: (trial) => spoilt(trial, { numbers: [0, 1, 7] }),
    DETAILS_NOT_RELEASED: async ({ s }) => {
      const { levelVersion } = s.ledger.records('creditRecord')[0] ?? { levelVersion: 0 };
      const to = { version: levelVersion + 1, level: 'ENCRYPTED', priceFen: 0 } as const;
      await s.act(keystone, 'credit:setLevel', aLevel(aLoan(), to));
    },
    DETAILS_EXPIRED: async ({ s, command }) => {
      // With a consent that lasts as long.
      command.consentId = consentIdOf('long');
      await grant(s, { name: 'long' });
      await advance(s, 31);
    },
    PRICE_DIFFERS: (trial) => spoilt(trial, { priceFen: price + 1 }),
    BALANCE_INSUFFICIENT: async ({ s }) => {
      await s.redeem(meadow, s.balanceFen(meadow));
    },
  },
  // Which of them applies follows from the consent that is named; what it brings about itself is apart, below.
  [
    'CONSENT_MISSING DETAILS_EXPIRED',
    'CONSENT_NOT_FOUND DETAILS_EXPIRED',
    // Two sums cannot be too large and another at once, and one query is only one.
    'AMOUNT_TOO_LARGE PRICE_DIFFERS',
    'CONSENT_REVOKED CONSENT_USED_UP',
    'CONSENT_REVOKED DETAILS_EXPIRED',
    'CONSENT_EXPIRED CONSENT_USED_UP',
    'CONSENT_EXPIRED DETAILS_EXPIRED',
    'CONSENT_USED_UP DETAILS_EXPIRED',
    'CREDIT_RECORD_NOT_FOUND RECORD_NOT_OF_SUBJECT',
  ],
);

it('names CONSENT_REVOKED before CONSENT_EXPIRED, that before CONSENT_USED_UP, and all before what was asked for', async () => {
  const trial = await toAsk();
  const { s } = trial;
  await query(s, { name: 'before', consent: 'q1' });
  expect(await answerTo('credit:query', trial)).toBe('CONSENT_USED_UP');
  await advance(s, 31);
  expect(await answerTo('credit:query', trial)).toBe('CONSENT_EXPIRED');
  await s.act(harbour, 'consent:revoke', aConsentRevocation());
  expect(await answerTo('credit:query', trial)).toBe('CONSENT_REVOKED');
});

const byAsker = async () => {
  const { s, answerId } = await anAnsweredLoan();
  return { s, command: { answerId }, sender: { by: meadow } };
};
const unknown = ({ command }: { command: { answerId: string } }) => {
  command.answerId = `${meadow}:none.0`;
};
const settled = async ({ s }: { s: Scenario }) => {
  const { answerId = '', disputeBy, refundFrom = '' } = s.ledger.records('creditAnswer')[0] ?? {};
  if (disputeBy === undefined) passTo(s, refundFrom);
  else await s.passDisputeBy({ disputeBy });
  await s.act(orchard, 'credit:expire', { answerId });
};

describeOrder(
  'credit:deliver',
  async (): Promise<Trial<'credit:deliver'>> => {
    const { s, answerId, loan } = await anAskedLoan();
    return { s, command: anAnswer(answerId, loan), sender: { by: keystone } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: byMeadow,
    ANSWER_NOT_FOUND: unknown,
    ANSWER_NOT_HELD: settled,
    DELIVERY_LATE: ({ s, command }) => {
      const answer = s.ledger.records('creditAnswer').find(({ answerId }) => answerId === command.answerId);
      passTo(s, answer?.deliverBy ?? s.ledger.time);
      s.ledger.passSeconds(1);
    },
    WRAP_INVALID: ({ command }) => {
      command.wrap = { ...command.wrap, ephemeralPublicKey: offTheCurve };
    },
    CONSENT_REVOKED: async ({ s }) => {
      await s.act(harbour, 'consent:revoke', aConsentRevocation());
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
);

describeOrder('credit:accept', byAsker, {
  CALLER_TYPE_NOT_ALLOWED: byRegulator,
  COMMAND_MALFORMED: malformed,
  ANSWER_NOT_FOUND: unknown,
  NOT_ASKER: ({ sender }) => {
    sender.by = orchard;
  },
  ANSWER_NOT_DELIVERED: settled,
});

describeOrder(
  'credit:proveMisdelivery',
  async (): Promise<Trial<'credit:proveMisdelivery'>> => {
    const { s, answerId } = await anAnsweredLoan({ numbers: [0] });
    return { s, command: { answerId }, sender: { by: meadow, private: [askingKey().revealed] } };
  },
  {
    COMMAND_MALFORMED: malformed,
    ANSWER_NOT_FOUND: unknown,
    NOT_ASKER: ({ sender }) => {
      sender.by = orchard;
    },
    ANSWER_NOT_DELIVERED: settled,
    DISPUTE_LATE: async ({ s, command }) => {
      const answer = s.ledger.records('creditAnswer').find(({ answerId }) => answerId === command.answerId);
      if (answer?.disputeBy !== undefined) await s.passDisputeBy(answer);
    },
    DISPUTE_KEY_MISMATCH: ({ sender }) => {
      sender.private = [oneOffKey('another').revealed];
    },
    SEALED_RECORD_UNAVAILABLE: ({ sender }) => {
      sender.lacking = new Set([`\u0000sealedCredit\u0000${recordIdOf('l1')}\u00000\u0000`]);
    },
  },
);

/** Delivered on the last of the ledger's days. */
async function laterAnswer(s: Scenario): Promise<string> {
  const loan = aLoan();
  await grant(s, { name: 'q2' });
  const { answerIds } = await query(s, { name: 'q2', records: [asking(loan, price)] });
  const [answerId = ''] = answerIds;
  await tryAnswer(s, answerId, loan);
  return answerId;
}

describeOrder(
  'credit:expire',
  async () => {
    const { s, answerId } = await anAnsweredLoan();
    await s.passDisputeBy(answerRecord(s, answerId));
    return { s, command: { answerId }, sender: { by: lantern } };
  },
  {
    CALLER_TYPE_NOT_ALLOWED: byRegulator,
    COMMAND_MALFORMED: malformed,
    ANSWER_NOT_FOUND: unknown,
    ANSWER_NOT_DELIVERED: async ({ s, command: { answerId } }) => {
      await s.act(meadow, 'credit:accept', { answerId });
    },
    NOT_EXPIRED: async ({ s, command }) => {
      command.answerId = await laterAnswer(s);
    },
  },
);

describeOrder(
  'credit:payOut',
  async (): Promise<Trial<'credit:payOut'>> => {
    const { s, period } = await anIncome();
    const transfers = [{ partyId: harbour, amountFen: price }];
    return { s, command: { period, transfers, folds: s.creditsOf(keystone) }, sender: { by: keystone } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: byMeadow,
    AMOUNT_NOT_POSITIVE: ({ command }) => {
      command.transfers = [{ partyId: command.transfers[0]?.partyId ?? '', amountFen: 0 }];
    },
    AMOUNT_TOO_LARGE: ({ command }) => {
      const most = { partyId: orchard, amountFen: Number.MAX_SAFE_INTEGER };
      command.transfers = [...command.transfers, most];
    },
    PAYOUT_EXISTS_WITH_OTHER_CONTENT: async ({ s, command }) => {
      await tryPayOut(s, command.period, [{ partyId: orchard, amountFen: 1 }]);
    },
    PAYOUT_NOT_DUE: ({ command }) => {
      command.period += 90;
    },
    PAYOUT_TARGET_NOT_MEMBER: ({ command }) => {
      command.transfers = [{ partyId: 'StrangerMSP', amountFen: command.transfers[0]?.amountFen ?? 1 }];
    },
    BALANCE_INSUFFICIENT: ({ command }) => {
      command.transfers = command.transfers.map((transfer) => ({ ...transfer, amountFen: price + 1 }));
    },
  },
  // A payout that exists was due; no amount is at once too large and 0.
  ['AMOUNT_NOT_POSITIVE AMOUNT_TOO_LARGE', 'PAYOUT_EXISTS_WITH_OTHER_CONTENT PAYOUT_NOT_DUE'],
);

/** Sealed for nobody. */
const unwrapped = ({ command, sender }: Trial<'credit:dispute'> | Trial<'credit:answerDispute'>) => {
  sender.private = ['no wraps'];
  command.sealedHash = hashOfSealed('no wraps');
};

describeOrder(
  'credit:dispute',
  async (): Promise<Trial<'credit:dispute'>> => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
    const { command, private: part } = aDispute(loan);
    return { s: await withMoreKeys(s), command, sender: { by: keystone, private: [part] } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: byMeadow,
    SEALED_RECORD_MISMATCH: ({ sender }) => {
      sender.private = [''];
    },
    CREDIT_RECORD_NOT_FOUND: ({ command }) => {
      command.recordId = recordIdOf('none');
    },
    CREDIT_DISPUTES_EXHAUSTED: async ({ s }) => {
      for (let number = 0; number < maxDisputes; number++) await tryDispute(s, aLoan(), { name: `n${number}` });
    },
    MEMBER_WRAPS_DIFFER: unwrapped,
    DETAILS_EXPIRED: ({ s }) => advance(s, 31).then(() => undefined),
    SUBJECT_KEY_NOT_FOUND: ({ command }) => {
      command.keyId = keyOf('wang').keyId;
    },
    SUBJECT_KEY_REVOKED: ({ command }) => {
      command.keyId = keyOf('li', 3).keyId;
    },
    SUBJECT_KEY_WAITING: ({ command }) => {
      command.keyId = keyOf('li', 4).keyId;
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
  // Nothing more is disputed of what is told no longer: see below.
  ['CREDIT_DISPUTES_EXHAUSTED DETAILS_EXPIRED'],
);

it('knows a dispute again before it counts them, and counts them before it looks at the day', async () => {
  const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
  for (let number = 0; number < maxDisputes; number++) await tryDispute(s, loan, { name: `n${number}` });
  await advance(s, 31);
  const say = (name: string) => tryDispute(s, loan, { name });
  expect(await say('n1')).toMatchObject({ repeated: true });
  expect(await say('more')).toMatchObject({ code: 'CREDIT_DISPUTES_EXHAUSTED' });
});

describeOrder(
  'credit:answerDispute',
  async (): Promise<Trial<'credit:answerDispute'>> => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
    await tryDispute(s, loan);
    const { command, private: part } = aDisputeAnswer(loan);
    return { s, command, sender: { by: keystone, private: [part] } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: byMeadow,
    SEALED_RECORD_MISMATCH: ({ sender }) => {
      sender.private = [canonicalJson({})];
    },
    CREDIT_DISPUTE_NOT_FOUND: ({ command }) => {
      command.disputeId = disputeIdOf('none');
    },
    CREDIT_DISPUTE_ANSWERED: async ({ s }) => {
      await tryAnswerDispute(s, aLoan(), { verdict: 'UPHELD' });
    },
    MEMBER_WRAPS_DIFFER: unwrapped,
    DETAILS_EXPIRED: ({ s }) => advance(s, 31).then(() => undefined),
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
  // A record that is no longer disclosed takes no answers: see below.
  ['CREDIT_DISPUTE_ANSWERED DETAILS_EXPIRED'],
);

it('names CREDIT_DISPUTE_ANSWERED before DETAILS_EXPIRED', async () => {
  const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
  await tryDispute(s, loan);
  await tryAnswerDispute(s, loan);
  await advance(s, 31);
  expect(await tryAnswerDispute(s, loan, { verdict: 'UPHELD' })).toMatchObject({ code: 'CREDIT_DISPUTE_ANSWERED' });
});

describeOrder(
  'credit:purge',
  async (): Promise<Trial<'credit:purge'>> => {
    const { s, loan } = await aToldLoan({ parameters: { retentionDays: 30 } });
    await advance(s, 31);
    return { s, command: { recordId: loan.recordId, number: 1 }, sender: { by: lantern } };
  },
  {
    CALLER_TYPE_NOT_ALLOWED: byRegulator,
    COMMAND_MALFORMED: malformed,
    CREDIT_RECORD_NOT_FOUND: ({ command }) => {
      command.recordId = recordIdOf('none');
    },
    FEEDBACK_NOT_FOUND: ({ command }) => {
      command.number = 7;
    },
    RETENTION_NOT_OVER: async ({ s, command }) => {
      const young = await register(s, { name: 'young', ...late });
      await giveFeedback(s, young);
      Object.assign(command, { recordId: young.recordId, number: 1 });
    },
  },
);
