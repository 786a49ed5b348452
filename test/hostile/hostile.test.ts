/**
 * What a member can do to a running alliance with its own keys, past its gateway. One alliance for all scenarios; each is a file
 * of `scenarios`, declares its tests, and leaves the alliance in order. On the embedded ledger, or on Fabric where
 * TALLYSTICK_LEDGER=fabric asks for it.
 */
import { beginMs } from '../stories/running';
import { type Ground, layGround } from './ground';
import { consents } from './scenarios/consents';
import { disputeTexts } from './scenarios/dispute-texts';
import { fairness } from './scenarios/fairness';
import { forgeries } from './scenarios/forgeries';
import { money } from './scenarios/money';
import { records } from './scenarios/records';
import { subjectKeys } from './scenarios/subject-keys';
import { votes } from './scenarios/votes';

let ground: Ground;

beforeAll(async () => {
  ground = await layGround({ daySeconds: 10, parameters: { keyWaitDays: 3 } });
}, beginMs);

afterAll(() => ground?.clear(), 30_000);

forgeries(() => ground);
fairness(() => ground);
money(() => ground);
records(() => ground);
subjectKeys(() => ground);
consents(() => ground);
votes(() => ground);
disputeTexts(() => ground);
