/**
 * What a member can do to a running alliance with its own keys, past its gateway. One alliance for all scenarios; each is a file
 * of `scenarios`, declares its tests, and leaves the alliance in order. On the embedded ledger, or on Fabric where
 * TALLYSTICK_LEDGER=fabric asks for it.
 */
import { beginMs } from '../stories/running';
import { type Ground, layGround } from './ground';
import { forgeries } from './scenarios/forgeries';

let ground: Ground;

beforeAll(async () => {
  ground = await layGround();
}, beginMs);

afterAll(() => ground?.clear(), 30_000);

forgeries(() => ground);
