/** An institution's own system hears of the ledger by webhooks, also of what happened while its gateway was killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, newClient } from '../../../gateway/client/client';
import { verify } from '../../../gateway/client/webhooks';
import { type Receiver, startReceiver } from '../../gateway/webhooks/receiver';
import { publish } from '../plans';
import { freePorts, type Story, until } from '../running';

const main = join(__dirname, '..', '..', '..', 'dist', 'gateway', 'main.js');

export function webhooks(story: () => Story): void {
  describe('webhooks', () => {
    let settings: string;
    let url: string;
    let gateway: ChildProcess;
    let admin: Client;
    let system: Receiver;

    const start = async (): Promise<void> => {
      gateway = spawn(process.execPath, [main, '--config', settings], { stdio: 'ignore', env: {} });
      await until(
        'the gateway is ready',
        async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok,
        60_000,
      );
    };

    /** A second instance of Harbour's gateway, with a store of its own, and settings for development. */
    beforeAll(async () => {
      const from = join(story().directory, 'institutions', 'harbour', 'gateway');
      const to = `${from}-webhooks`;
      cpSync(from, to, { recursive: true, filter: (file) => !/store.sqlite|known-store/.test(file) });
      settings = join(to, 'config.json');
      const config = JSON.parse(readFileSync(settings, 'utf8'));
      config.listen.port = await freePorts(1);
      config.webhooks = { allowHttp: true, allowLoopback: true };
      writeFileSync(settings, JSON.stringify(config));
      url = `http://127.0.0.1:${config.listen.port}`;
      system = await startReceiver();
      await start();
      const { admin: token = '' } = story().alliance.describe().institutions.harbour?.tokens ?? {};
      admin = newClient({ url, token });
    }, 60_000);

    afterAll(async () => {
      gateway?.kill('SIGTERM');
      await system?.stop();
    });

    it('bring every event after a challenge, signed, through a kill of the gateway', async () => {
      const { secret } = await admin.webhooks.create({
        webhookId: 'core',
        url: system.url,
        types: ['LoanSharedPlanEvent'],
      });
      expect(await admin.webhooks.challenge({ webhookId: 'core' })).toMatchObject({ status: 'ACTIVE' });
      const harbour = story().client('harbour');
      const heard = (assetId: string) => system.received.find(({ body }) => body.data.assetId === assetId);

      const first = await publish(harbour, 'HarbourMSP', []);
      await until('the first plan is heard of', async () => heard(first));
      const { text = '', headers = {} } = heard(first) ?? {};
      expect(await verify(text, headers, secret)).toMatchObject({
        type: 'LoanSharedPlanEvent',
        data: { eventName: 'PUBLISHED', assetId: first, key: `plan:${first}`, sequence: 1 },
      });

      gateway.kill('SIGKILL');
      await once(gateway, 'exit');
      const second = await publish(harbour, 'HarbourMSP', []);
      await start();
      await until('the second plan is heard of', async () => heard(second), 30_000);
      await until('the queue is empty', async () => (await admin.webhooks.read({ webhookId: 'core' })).pending === 0);
      expect(await admin.webhooks.read({ webhookId: 'core' })).toMatchObject({ status: 'ACTIVE', dead: 0 });
    }, 120_000);
  });
}
