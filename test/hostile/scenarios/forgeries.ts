/** Forged transactions on a running alliance: no gateway stops, and none believes them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { files, institutionLayout } from '../../../network/local/layout';
import { accountOf, freshId, publish, recharge } from '../../stories/plans';
import { onFabric, until } from '../../stories/running';
import { streamedEvents } from '../../visibility/heard';
import { type Ground, type InstitutionName, institutions } from '../ground';
import { announced, mark, refused, silent } from './forgery-kinds';
import { endorseCommands } from './shared';

interface Readiness {
  readonly state: string;
  readonly passedOver: { readonly count: number; readonly last?: { readonly block: number; readonly code: string } };
}

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

    it.each([...announced, ...silent, ...refused])(
      'sends $what, which the ledger finds $code',
      async ({ by = 'watchtower', forgery, code }) => {
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
      const answers = await counted(announced.length);
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
      const streams = institutions.map((institution) => {
        const { url = '', tokens } = running[institution] ?? {};
        return streamedEvents(`${url}/v1/events`, tokens?.officer ?? '');
      });
      for (const stream of await Promise.all(streams)) {
        expect(stream).toContain('LoanSharedPlanEvent');
        expect(stream).not.toContain(mark);
      }
    }, 60_000);

    it('stops no gateway that folds everything anew either', async () => {
      const { alliance, directory } = ground().story;
      const pid = alliance.describe().processes['gateway-watchtower'] ?? 0;
      process.kill(pid, 'SIGKILL');
      const folder = files.gatewayFolder(institutionLayout({ directory, portBase: 0 }, 'watchtower'));
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `store.sqlite${suffix}`), { force: true });
      // It would refuse to begin with an empty store otherwise.
      rmSync(join(folder, 'vault', 'known-store'));
      await until('it runs again', async () => {
        const again = alliance.describe().processes['gateway-watchtower'];
        return again !== undefined && again !== pid;
      });
      await counted(announced.length);
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
      const send = async () => {
        const held = await endorseCommands(hostile('keystone'), 'token:recharge', [command]);
        // A second header, empty: Fabric's peers merge it with the first.
        return held.commit((payload) => Buffer.concat([payload, Buffer.from([0x0a, 0])]));
      };
      if (!onFabric) return expect(send()).rejects.toThrow('ABORTED');
      // A new day of the ledger's spoils an envelope.
      await until('it is valid', async () => (await send()).code === 'VALID');
      return until('Meadow has the tokens', async () => {
        return (await accountOf(meadow, 'MeadowMSP')).balanceFen === balanceFen + 7;
      });
    }, 60_000);
  });
}
