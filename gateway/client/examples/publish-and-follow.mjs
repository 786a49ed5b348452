/**
 * Publishes a plan and follows the events of the ledger until the plan is among them.
 *
 *   TALLYSTICK_URL=http://127.0.0.1:8102 TALLYSTICK_TOKEN=… node publish-and-follow.mjs
 */
import { newClient, Refused, rmb } from 'tallystick-client';

const { TALLYSTICK_URL: url = 'http://127.0.0.1:8102', TALLYSTICK_TOKEN: token = '' } = process.env;
const tallystick = newClient({ url, token });
const now = Date.now();

const plan = {
  assetId: `example-${now}`,
  borrowerPerson: {
    partyName: '张测试',
    loanIdent: '110101199003074514',
    loanMobile: '13800138000',
    amountRmb: 100_000,
    loanKind: 'CASH',
  },
  riskControlResult: { score: 'B+', loanLimitRmb: 100_000, shareLimitRmb: 80_000 },
  joinLimit: {
    sharedLimitRmb: 80_000,
    sharedRate: { minBps: 1_800, maxBps: 2_000 },
    tokenRateFen: 100,
    participantCount: 3,
    startTime: new Date(now - 60_000).toISOString(),
    endTime: new Date(now + 7 * 86_400_000).toISOString(),
  },
};

try {
  // The position comes first: what happens from now on is among the events, whatever happens in between.
  for await (const event of tallystick.events({ types: ['LoanSharedPlanEvent'] })) {
    if (event.name === 'PositionEvent') {
      const answer = await tallystick.plans.publish({ plans: [plan] });
      console.log(`published in block ${answer.blockHeight}: ${JSON.stringify(answer.outcomes)}`);
      continue;
    }
    console.log(`event ${event.id}: ${JSON.stringify(event)}`);
    if (event.name !== 'LoanSharedPlanEvent' || !event.assetId.endsWith(plan.assetId)) continue;
    const { status, remainingLimitRmb } = await tallystick.plans.read({ assetId: event.assetId });
    console.log(`${event.assetId} is ${status}, ${rmb(remainingLimitRmb)} are left`);
    break;
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`refused: ${error.message} (request ${error.requestId})`);
  process.exitCode = 1;
}
