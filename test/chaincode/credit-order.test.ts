/** Two reasons to refuse a command on subjects or credit records at once: the answer is the one that stands first in the table. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command, PrivateOfFeedback } from '../../chaincode/api/commands';
import { recordIdFrom } from '../../chaincode/api/signatures';
import { harbour, keystone, meadow, watchtower } from './builders';
import {
  aFeedback,
  aKey,
  aLevel,
  aLoan,
  anAttachment,
  anObjection,
  aRevocation,
  attachmentKeyOf,
  element,
  hexOf,
  keyOf,
  type LoanOptions,
  recordIdOf,
  renewing,
  type Signer,
  signer,
  subjectIdOf,
} from './credit-builders';
import {
  aMaturedLoan,
  aRegistry,
  evaluation,
  giveFeedback,
  passTo,
  period,
  question,
  register,
  registerEvaluator,
  withMoreKeys,
} from './credit-scenario';
import type { Sender } from './ledger-double';
import { answerTo, describeOrder, malformed, personal, type Trial, withLocal, withOwner } from './order';
import { accepted, anAlliance } from './scenario';

const offTheCurve = Buffer.alloc(65, 4).toString('base64url');
const otherSignature = Buffer.alloc(64, 1).toString('base64url');
const notTheRegistrar = ({ sender }: { sender: { by: string } }) => {
  sender.by = meadow;
};

describeOrder(
  'subject:registerEvaluator',
  async () => ({
    s: await anAlliance(),
    command: { publicKey: element('key') },
    sender: { by: keystone, unit: 'admin' },
  }),
  {
    CALLER_NOT_ADMIN: ({ sender }) => {
      sender.unit = 'client';
    },
    COMMAND_MALFORMED: malformed,
    NOT_EVALUATOR: ({ sender }) => {
      sender.by = harbour;
    },
    EVALUATOR_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      await registerEvaluator(s, keystone);
    },
  },
);

describeOrder(
  'subject:ask',
  async () => {
    const s = await anAlliance({ parameters: { evaluationsPerDay: 5 } });
    await registerEvaluator(s, keystone);
    await registerEvaluator(s, watchtower);
    return { s, command: question(3), sender: { by: harbour } };
  },
  {
    COMMAND_MALFORMED: malformed,
    IDENTIFIER_PERSONAL: ({ command }) => {
      command.evaluationId = withLocal(command.evaluationId, personal);
    },
    IDENTIFIER_NOT_OWN: ({ command }) => {
      command.evaluationId = withOwner(command.evaluationId, meadow);
    },
    EVALUATION_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      await s.act(harbour, 'subject:ask', question(1));
    },
    EVALUATORS_NOT_READY: async (trial) => {
      trial.s = await anAlliance({ parameters: { evaluationsPerDay: 5 } });
    },
    ALLOWANCE_EXHAUSTED: ({ command }) => {
      command.blinded = question(6).blinded;
    },
  },
  // Where nobody is ready, nothing was ever asked.
  ['EVALUATION_EXISTS_WITH_OTHER_CONTENT EVALUATORS_NOT_READY'],
);

describeOrder(
  'subject:evaluate',
  async () => {
    const s = await aRegistry();
    await s.act(harbour, 'subject:ask', question());
    return { s, command: evaluation(watchtower), sender: { by: watchtower } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_EVALUATOR: notTheRegistrar,
    EVALUATION_NOT_FOUND: ({ command }) => {
      command.evaluationId = `${harbour}:none`;
    },
    EVALUATION_COUNT_DIFFERS: ({ command }) => {
      command.evaluated = evaluation(watchtower, 3).evaluated;
    },
    EVALUATION_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      await s.act(watchtower, 'subject:evaluate', { ...evaluation(keystone) });
    },
  },
);

describeOrder(
  'subject:attach',
  async () => ({ s: await aRegistry(), command: anAttachment('li', 'meadow'), sender: { by: keystone } }),
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: notTheRegistrar,
    IDENTITY_KEY_MISMATCH: ({ command }) => {
      command.identityKey = keyOf('li').publicKey;
    },
    ATTACHMENT_EXISTS_WITH_OTHER_CONTENT: ({ command }) => {
      command.attachmentId = anAttachment('wang').attachmentId;
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.identitySignature = otherSignature;
    },
  },
);

describeOrder(
  'subject:addKey',
  async () => {
    const s = await withMoreKeys(await aRegistry());
    return { s, command: aKey('li', keyOf('li', 5), { by: keyOf('li') }), sender: { by: keystone } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: notTheRegistrar,
    SUBJECT_NOT_FOUND: ({ command }) => {
      command.subjectId = subjectIdOf('zhao');
    },
    SUBJECT_KEY_INVALID: ({ command }) => {
      command.publicKey = offTheCurve;
    },
    SUBJECT_KEY_NOT_FOUND: ({ command }) => {
      command.signedBy = { keyId: keyOf('wang').keyId, signature: otherSignature };
    },
    SUBJECT_KEY_REVOKED: ({ command }) => {
      command.signedBy = { keyId: keyOf('li', 3).keyId, signature: otherSignature };
    },
    SUBJECT_KEY_WAITING: ({ command }) => {
      command.signedBy = { keyId: keyOf('li', 4).keyId, signature: otherSignature };
    },
    SUBJECT_KEY_USED: ({ command }) => {
      command.publicKey = keyOf('wang').publicKey;
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.possession = otherSignature;
    },
  },
);

const revocationReasons: Parameters<typeof describeOrder<'subject:revokeKey'>>[2] = {
  COMMAND_MALFORMED: malformed,
  NOT_REGISTRAR: notTheRegistrar,
  SUBJECT_NOT_FOUND: ({ command }) => {
    command.subjectId = subjectIdOf('zhao');
  },
  SUBJECT_KEY_NOT_FOUND: ({ command }) => {
    command.keyId = keyOf('wang').keyId;
  },
  SIGNATURE_INVALID: ({ command }) => {
    command.identitySignature = otherSignature;
  },
};

function objectWith(command: Trial<'subject:revokeKey'>['command'], { publicKey }: Signer): void {
  command.signedBy = { type: 'ATTACHMENT', attachmentKey: publicKey, signature: otherSignature };
}

describeOrder(
  'subject:revokeKey',
  async () => {
    const s = await withMoreKeys(await aRegistry());
    return { s, command: aRevocation('li', keyOf('li'), { by: keyOf('li', 2) }), sender: { by: keystone } };
  },
  {
    ...revocationReasons,
    SUBJECT_KEY_REVOKED: ({ command }) => {
      command.signedBy = { type: 'KEY', keyId: keyOf('li', 3).keyId, signature: otherSignature };
    },
    SUBJECT_KEY_WAITING: ({ command }) => {
      command.signedBy = { type: 'KEY', keyId: keyOf('li', 4).keyId, signature: otherSignature };
    },
  },
);

describe('by an attachment', () => {
  describeOrder(
    'subject:revokeKey',
    async () => {
      const s = await aRegistry();
      s.ledger.passSeconds(1);
      accepted(await s.act(keystone, 'subject:attach', anAttachment('li', 'meadow')));
      return { s, command: anObjection('li'), sender: { by: keystone } };
    },
    {
      ...revocationReasons,
      ATTACHMENT_NOT_FOUND: ({ command }) => objectWith(command, attachmentKeyOf('wang')),
      ATTACHMENT_TOO_LATE: ({ command }) => objectWith(command, attachmentKeyOf('li', 'meadow')),
    },
  );
});

type Registration = Trial<'credit:register'>;

/** With a record to follow, another one of Li's, and more keys of Li's. */
async function registration(options: (old: ReturnType<typeof aLoan>) => LoanOptions): Promise<Registration> {
  const s = await withMoreKeys(await aRegistry());
  const old = await register(s, { name: 'old' });
  await register(s, { name: 'other' });
  const { command, private: part } = aLoan({ name: 'new', ...options(old) });
  const sender: Sender = { by: keystone, private: [part] };
  return { s, command: structuredClone(command), sender };
}

/** The record is named by the key. */
function lendWith(command: Registration['command'], { publicKey }: Signer): void {
  command.lenderKey = publicKey;
  command.recordId = recordIdFrom(publicKey);
}

/**
 * What has passed cannot be corrected in time any more; the key that names another record is not the borrower's; and a mandate needs no
 * key of its.
 */
const impossible = [
  'CREDIT_RECORD_LAPSED PREDECESSOR_DIFFERS',
  'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT SIDES_NOT_DISTINCT',
  ...['NOT_FOUND', 'REVOKED', 'WAITING'].map((what) => `SUCCESSOR_NOT_SIGNED SUBJECT_KEY_${what}`),
];

const byMandate = ({ command }: Registration) => {
  command.borrower = { type: 'MANDATE', mandateCommitment: hexOf('mandate') };
};

const registrationReasons: Parameters<typeof describeOrder<'credit:register'>>[2] = {
  COMMAND_MALFORMED: malformed,
  NOT_REGISTRAR: notTheRegistrar,
  SEALED_RECORD_MISMATCH: ({ sender }) => {
    sender.private = [''];
  },
  LENDER_KEY_INVALID: ({ command }) => {
    command.lenderKey = offTheCurve;
  },
  CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT: ({ command }) => lendWith(command, signer('lender other')),
  CREDIT_RECORD_LAPSED: ({ s }) => passTo(s, '2026-03-04T08:00:01.000Z'),
  SUBJECT_NOT_FOUND: ({ command }) => {
    command.subjectId = subjectIdOf('zhao');
  },
  SUBJECT_KEY_NOT_FOUND: ({ command }) => {
    command.borrower = { type: 'SIGNATURE', keyId: keyOf('zhao').keyId, signature: otherSignature };
  },
  SUBJECT_KEY_REVOKED: ({ command }) => {
    command.borrower = { type: 'SIGNATURE', keyId: keyOf('li', 3).keyId, signature: otherSignature };
  },
  SUBJECT_KEY_WAITING: ({ command }) => {
    command.borrower = { type: 'SIGNATURE', keyId: keyOf('li', 4).keyId, signature: otherSignature };
  },
  SIDES_NOT_DISTINCT: ({ command }) => lendWith(command, keyOf('li', 2)),
  SIGNATURE_INVALID: ({ command }) => {
    command.lenderSignature = otherSignature;
  },
};

describeOrder(
  'credit:register',
  () => registration((old) => ({ corrects: old })),
  {
    ...registrationReasons,
    CREDIT_RECORD_NOT_FOUND: ({ command }) => {
      command.correction = { recordId: recordIdOf('none'), signature: otherSignature };
    },
    PREDECESSOR_DIFFERS: async ({ s }) => {
      await register(s, { name: 'first', corrects: aLoan({ name: 'old' }) });
    },
    SUCCESSOR_NOT_SIGNED: byMandate,
  },
  impossible,
);

describe('with a renewal', () => {
  const spoilt = (command: Registration['command'], spoil: Partial<Command<'credit:feedback'>>) => {
    if (command.renewal !== undefined) command.renewal = { ...command.renewal, ...spoil };
  };
  describeOrder(
    'credit:register',
    () => registration((old) => ({ renewal: renewing(old) })),
    {
      ...registrationReasons,
      PRICE_INVALID: ({ command }) => spoilt(command, { priceFen: 1 }),
      CREDIT_RECORD_NOT_FOUND: ({ command }) => spoilt(command, { recordId: recordIdOf('none') }),
      PREDECESSOR_DIFFERS: async ({ s, command }) => {
        await register(s, { name: 'wangs', borrower: 'wang' });
        spoilt(command, { recordId: recordIdOf('wangs') });
      },
      SUCCESSOR_NOT_SIGNED: byMandate,
      FEEDBACK_NUMBER_NOT_NEXT: ({ command }) => spoilt(command, { number: 2 }),
    },
    impossible,
  );
});

describeOrder(
  'credit:feedback',
  async (): Promise<Trial<'credit:feedback'>> => {
    const { s, loan } = await aMaturedLoan();
    const { command, private: part } = aFeedback(loan);
    return { s, command: structuredClone(command), sender: { by: keystone, private: [part] } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: notTheRegistrar,
    SEALED_RECORD_MISMATCH: ({ sender }) => {
      sender.private = ['{}'];
    },
    PRICE_INVALID: ({ command }) => {
      command.level = 'PAID';
    },
    CREDIT_RECORD_NOT_FOUND: ({ command }) => {
      command.recordId = recordIdOf('none');
    },
    FEEDBACK_EXISTS_WITH_OTHER_CONTENT: async ({ s }) => {
      passTo(s, aLoan().due.time);
      await giveFeedback(s, aLoan(), { outcome: 'BREACHED' });
    },
    CREDIT_RECORD_CORRECTED: async ({ s }) => {
      await register(s, { name: 'l2', corrects: aLoan(), signBy: '2027-01-01T00:00:00.000Z' });
    },
    FEEDBACK_NUMBER_NOT_NEXT: ({ command }) => {
      command.number = 7;
    },
    FEEDBACK_NOT_FOUND: ({ command }) => {
      command.corrects = 9;
    },
    MATURITY_MISMATCH: ({ sender }) => {
      const { due, ...rest } = JSON.parse(sender.private?.[0] ?? '') as { due: { time: string; salt: string } };
      sender.private = [canonicalJson({ ...rest, due: { ...due, salt: element('another') } })];
    },
    NOT_MATURE: ({ s }) => s.ledger.passSeconds(-1),
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
  // A number that is not the next one is another feedback's; what is corrected takes no feedback: see below.
  [
    'FEEDBACK_EXISTS_WITH_OTHER_CONTENT FEEDBACK_NUMBER_NOT_NEXT',
    'FEEDBACK_EXISTS_WITH_OTHER_CONTENT CREDIT_RECORD_CORRECTED',
  ],
);

describe('of a second feedback, after an extension', () => {
  const extendedWith = ({ sender }: Trial<'credit:feedback'>, change: Partial<PrivateOfFeedback>) => {
    sender.private = [canonicalJson({ ...JSON.parse(sender.private?.[0] ?? ''), ...change })];
  };
  const by = (signer: Signer) => ({
    keyId: signer.keyId,
    signature: otherSignature,
    feedbackCommitment: hexOf('agreed'),
  });
  describeOrder(
    'credit:feedback',
    async (): Promise<Trial<'credit:feedback'>> => {
      const { s, loan } = await aMaturedLoan();
      await withMoreKeys(s);
      s.ledger.passSeconds(1);
      const newMaturityTime = new Date(s.ledger.nowMs + 60_000).toISOString();
      const { due } = await giveFeedback(s, loan, { outcome: 'EXTENDED', newMaturityTime });
      passTo(s, newMaturityTime);
      const { command, private: part } = aFeedback(loan, { number: 2, due });
      return { s, command: structuredClone(command), sender: { by: keystone, private: [part] } };
    },
    {
      NOT_MATURE: ({ s }) => s.ledger.passSeconds(-1),
      EXTENSION_NOT_SIGNED: (trial) => extendedWith(trial, { extension: undefined }),
      SUBJECT_KEY_NOT_FOUND: (trial) => extendedWith(trial, { extension: by(keyOf('zhao')) }),
      SUBJECT_KEY_REVOKED: (trial) => extendedWith(trial, { extension: by(keyOf('li', 3)) }),
      SUBJECT_KEY_WAITING: (trial) => extendedWith(trial, { extension: by(keyOf('li', 4)) }),
      SIGNATURE_INVALID: ({ command }) => {
        command.signature = otherSignature;
      },
    },
    // Each names another key.
    [
      'EXTENSION_NOT_SIGNED SUBJECT_KEY_NOT_FOUND',
      'EXTENSION_NOT_SIGNED SUBJECT_KEY_REVOKED',
      'EXTENSION_NOT_SIGNED SUBJECT_KEY_WAITING',
      'SUBJECT_KEY_NOT_FOUND SUBJECT_KEY_REVOKED',
      'SUBJECT_KEY_NOT_FOUND SUBJECT_KEY_WAITING',
      'SUBJECT_KEY_REVOKED SUBJECT_KEY_WAITING',
    ],
  );
});

it('names FEEDBACK_EXISTS_WITH_OTHER_CONTENT before CREDIT_RECORD_CORRECTED where the correction came after it', async () => {
  const { s, loan } = await aMaturedLoan();
  await giveFeedback(s, loan, { outcome: 'BREACHED' });
  await register(s, { name: 'l2', corrects: loan, signBy: '2027-01-01T00:00:00.000Z' });
  const { command, private: part } = aFeedback(loan);
  const again = { s, command, sender: { by: keystone, private: [part] } };
  expect(await answerTo('credit:feedback', again)).toBe('FEEDBACK_EXISTS_WITH_OTHER_CONTENT');
});

describeOrder(
  'credit:setLevel',
  async (): Promise<Trial<'credit:setLevel'>> => {
    const { s, loan } = await aMaturedLoan();
    await giveFeedback(s, loan);
    await register(s, { name: 'unrated', signBy: '2027-01-01T00:00:00.000Z' });
    return { s, command: aLevel(loan), sender: { by: keystone } };
  },
  {
    COMMAND_MALFORMED: malformed,
    NOT_REGISTRAR: notTheRegistrar,
    PRICE_INVALID: ({ command }) => {
      command.priceFen = 0;
    },
    CREDIT_RECORD_NOT_FOUND: ({ command }) => {
      command.recordId = recordIdOf('none');
    },
    CREDIT_RECORD_CORRECTED: async ({ s, command }) => {
      const name = command.recordId === recordIdOf('unrated') ? 'unrated' : 'l1';
      await register(s, { name: 'l2', corrects: aLoan({ name }), signBy: '2027-01-01T00:00:00.000Z' });
    },
    FEEDBACK_NOT_FOUND: ({ command }) => {
      command.recordId = recordIdOf('unrated');
    },
    LEVEL_VERSION_NOT_NEXT: ({ command }) => {
      command.version = 9;
    },
    SIGNATURE_INVALID: ({ command }) => {
      command.signature = otherSignature;
    },
  },
);

describeOrder(
  'credit:handOver',
  async () => {
    const s = await anAlliance({ parameters: { packageBytes: 4_096 } });
    return { s, command: { period: period(s) }, sender: { by: harbour, private: ['x'.repeat(4_096)] } };
  },
  {
    COMMAND_MALFORMED: malformed,
    PERIOD_NOT_CURRENT: ({ command }) => {
      command.period += 7;
    },
    PACKAGE_SIZE_DIFFERS: ({ sender }) => {
      sender.private = ['x'.repeat(4_097)];
    },
  },
);
