/**
 * Transactions made by hand, endorsed by nobody but the member that makes them. Those that write to its own collection alone are
 * valid on Fabric, whatever they announce and of whatever time they claim to be.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../../chaincode/api/canonical';
import { files } from '../../../network/local/layout';
import { accountOf, freshId, publish, recharge } from '../../stories/plans';
import { onFabric, until } from '../../stories/running';
import { streamedEvents } from '../../visibility/heard';
import type { ForgedEvent, Forgery } from '../forging';
import { type Ground, type InstitutionName, institutions } from '../ground';
import type { NamespaceWrites } from '../read-write-sets';

const ours = 'tallystick';
const mark = 'forged-by-hand';

interface Readiness {
  readonly state: string;
  readonly passedOver: { readonly count: number; readonly last?: { readonly block: number; readonly code: string } };
}

type Kind = readonly [what: string, by: InstitutionName, code: string, forgery: Forgery];

const own = (institution: InstitutionName) =>
  `_implicit_org_${institution[0]?.toUpperCase()}${institution.slice(1)}MSP`;
const inOwn = (by: InstitutionName, writes: NamespaceWrites['collections'] = {}): readonly NamespaceWrites[] => [
  { namespace: ours, collections: { [own(by)]: { puts: { [mark]: 'x' } }, ...writes } },
];

const rechargeOf = (partyId: string) =>
  ({ name: 'TokenRechargeEvent', rechargeId: `KeystoneMSP:${mark}`, partyId, amountFen: 1_000_000 }) as const;
const announcing = (...events: readonly unknown[]): ForgedEvent => ({ payload: JSON.stringify({ events }) });
const recharged = announcing(rechargeOf('MeadowMSP'));
const at = (seconds: number) => ({ timestamp: { seconds, nanos: 0 } });

/** Valid on both ledgers, and nothing that a gateway may believe. */
const valid: readonly Kind[] = [
  ['a recharge in its own collection', 'watchtower', 'VALID', { writes: inOwn('watchtower'), event: recharged }],
  [
    "a creditor's recharge of itself",
    'orchard',
    'VALID',
    { writes: inOwn('orchard'), event: announcing(rechargeOf('OrchardMSP')) },
  ],
  [
    "a recharge in the registrar's collection",
    'keystone',
    'VALID',
    { writes: [{ namespace: ours, collections: { registrar: { puts: { [mark]: 'x' } } } }], event: recharged },
  ],
  [
    'a recharge beside what it deletes',
    'watchtower',
    'VALID',
    {
      writes: [{ namespace: ours, collections: { [own('watchtower')]: { puts: { [mark]: undefined } } } }],
      event: recharged,
    },
  ],
  [
    'a recharge beside what it purges',
    'watchtower',
    'VALID',
    { writes: [{ namespace: ours, collections: { [own('watchtower')]: { purges: [mark] } } }], event: recharged },
  ],
  ['an event without events', 'watchtower', 'VALID', { writes: inOwn('watchtower'), event: { payload: '{}' } }],
  ['an event that is no JSON', 'watchtower', 'VALID', { writes: inOwn('watchtower'), event: { payload: mark } }],
  [
    'an identifier with U+0000',
    'watchtower',
    'VALID',
    { writes: inOwn('watchtower'), event: announcing(rechargeOf('Meadow\u0000MSP')) },
  ],
  [
    'thousands of events',
    'watchtower',
    'VALID',
    { writes: inOwn('watchtower'), event: announcing(...Array.from({ length: 5_000 }, () => rechargeOf('MeadowMSP'))) },
  ],
  ['a time that no date has', 'watchtower', 'VALID', { writes: inOwn('watchtower'), event: recharged, ...at(1e15) }],
  ['a time before all others', 'watchtower', 'VALID', { writes: inOwn('watchtower'), event: recharged, ...at(-1e15) }],
];

/** Valid as well, and announcing nothing in our name: there is nothing to count. */
const silent: readonly Kind[] = [
  ['a time that no date has, and no event', 'watchtower', 'VALID', { writes: inOwn('watchtower'), ...at(1e15) }],
  [
    'an event of another name',
    'watchtower',
    'VALID',
    { writes: inOwn('watchtower'), event: { name: mark, payload: '{}' } },
  ],
];

const lifecycle: readonly NamespaceWrites[] = [
  { namespace: '_lifecycle', collections: { [own('watchtower')]: { puts: { [mark]: 'x' } } } },
  ...inOwn('watchtower'),
];

const refused: readonly Kind[] = [
  ["another's collection", 'watchtower', 'ENDORSEMENT_POLICY_FAILURE', { writes: inOwn('harbour'), event: recharged }],
  [
    'the collection of sealed records',
    'watchtower',
    'ENDORSEMENT_POLICY_FAILURE',
    { writes: inOwn('watchtower', { sealed: { puts: { [mark]: 'x' } } }), event: recharged },
  ],
  [
    "the registrar's collection, by somebody else",
    'watchtower',
    'ENDORSEMENT_POLICY_FAILURE',
    { writes: inOwn('watchtower', { registrar: { puts: { [mark]: 'x' } } }), event: recharged },
  ],
  [
    'a public key',
    'watchtower',
    'ENDORSEMENT_POLICY_FAILURE',
    { writes: [{ namespace: ours, puts: { [mark]: 'x' } }], event: recharged },
  ],
  [
    'a public key beside its own collection',
    'watchtower',
    'ENDORSEMENT_POLICY_FAILURE',
    { writes: [{ ...inOwn('watchtower')[0], namespace: ours, puts: { [mark]: 'x' } }], event: recharged },
  ],
  [
    'the policy of a public key',
    'watchtower',
    'ENDORSEMENT_POLICY_FAILURE',
    { writes: [{ namespace: ours, policies: { [mark]: Buffer.from('policy') } }], event: recharged },
  ],
  ['nothing at all', 'watchtower', 'ENDORSEMENT_POLICY_FAILURE', { event: recharged }],
  [
    'its own collection twice',
    'watchtower',
    'ILLEGAL_WRITESET',
    { writes: [...inOwn('watchtower'), ...inOwn('watchtower')], event: recharged },
  ],
  [
    'an event in our name by another chaincode',
    'watchtower',
    'INVALID_OTHER_REASON',
    { chaincode: '_lifecycle', writes: lifecycle, event: { ...recharged, chaincode: ours } },
  ],
];

export function forgeries(ground: () => Ground): void {
  describe('a member that forges transactions', () => {
    let before: Awaited<ReturnType<typeof look>>;

    const look = async () => {
      const { story } = ground();
      const meadow = story.client('meadow');
      return {
        account: await accountOf(meadow, 'MeadowMSP'),
        entries: (await meadow.get<{ items: readonly unknown[] }>('/v1/tokens/accounts/MeadowMSP/entries')).items,
        passedOver: (await readiness('harbour')).passedOver.count,
      };
    };

    const readiness = async (institution: InstitutionName): Promise<Readiness> => {
      const url = ground().story.alliance.describe().institutions[institution]?.url;
      return (await fetch(`${url}/readyz`)).json() as Promise<Readiness>;
    };

    /** Of each gateway, once it has counted so many more than before. */
    const counted = (more: number) =>
      Promise.all(
        institutions.map((institution) =>
          until(`${institution} is ready and has counted them`, async () => {
            const answer = await readiness(institution).catch(() => undefined);
            const count = answer?.passedOver?.count ?? 0;
            return answer?.state === 'READY' && count === before.passedOver + more && answer.passedOver;
          }),
        ),
      );

    beforeAll(async () => {
      const { story } = ground();
      await recharge(story.client('keystone'), story.client('meadow'), 'MeadowMSP', 10_000);
      before = await look();
    }, 60_000);

    it.each([...valid, ...silent, ...refused])(
      'sends %s, as %s, which the ledger finds %s',
      async (_what, by, code, forgery) => {
        expect(await ground().hostile(by).forge(forgery)).toMatchObject({ code });
      },
      60_000,
    );

    it('stops no gateway: a plan that is published afterwards is seen everywhere', async () => {
      const { story } = ground();
      const others = institutions.filter((institution) => institution !== 'harbour');
      const assetId = await publish(
        story.client('harbour'),
        'HarbourMSP',
        others.map((name) => story.client(name)),
      );
      expect(assetId).toMatch(/^HarbourMSP:/);
    }, 60_000);

    it('is counted by every gateway, which says where the last one stands and stays ready', async () => {
      const answers = await counted(valid.length);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]?.last).toMatchObject({
        block: expect.any(Number),
        tx: expect.any(Number),
        code: 'NO_PUBLIC_WRITE',
      });
    }, 60_000);

    it('moves nothing in a statement or a balance', async () => {
      const { account, entries } = await look();
      expect([account, entries]).toEqual([before.account, before.entries]);
    });

    it("shows in nobody's stream", async () => {
      const { institutions: running } = ground().story.alliance.describe();
      for (const institution of institutions) {
        const { url = '', tokens } = running[institution] ?? {};
        const stream = await streamedEvents(`${url}/v1/events`, tokens?.officer ?? '');
        expect(stream).toContain('LoanSharedPlanEvent');
        expect(stream).not.toContain(mark);
      }
    }, 60_000);

    it('stops no gateway that folds everything anew either', async () => {
      const { alliance, directory } = ground().story;
      const pid = alliance.describe().processes['gateway-watchtower'] ?? 0;
      process.kill(pid, 'SIGKILL');
      const folder = files.gatewayFolder({ directory, portBase: 0 }, 'watchtower');
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `store.sqlite${suffix}`), { force: true });
      await until('it runs again', async () => {
        const again = alliance.describe().processes['gateway-watchtower'];
        return again !== undefined && again !== pid;
      });
      await counted(valid.length);
    }, 60_000);
  });

  describe('a member that packs what others endorsed in an odd envelope', () => {
    it(onFabric ? 'hides it from no gateway' : 'is refused by the embedded ledger', async () => {
      const { story, hostile } = ground();
      const meadow = story.client('meadow');
      const { balanceFen } = await accountOf(meadow, 'MeadowMSP');
      const command = {
        rechargeId: freshId('odd'),
        partyId: 'MeadowMSP',
        amountFen: 7,
        paymentReference: freshId('paid'),
      };
      const args = [canonicalJson({ commands: [command] })];
      const held = await hostile('keystone').endorse({ name: 'token:recharge', args });
      // A second header, empty: Fabric's peers merge it with the first.
      const sent = held.commit((payload) => Buffer.concat([payload, Buffer.from([0x0a, 0])]));
      if (!onFabric) return expect(sent).rejects.toThrow('ABORTED');
      expect(await sent).toMatchObject({ code: 'VALID' });
      return until('Meadow has the tokens', async () => {
        return (await accountOf(meadow, 'MeadowMSP')).balanceFen === balanceFen + 7;
      });
    }, 60_000);
  });
}
