/** A gateway serves HTTPS, and goes on with a new certificate once its files hold one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import pino from 'pino';
import { followCertificate, readServingCertificate } from '../../../gateway/http/certificate';
import { newMetrics } from '../../../gateway/http/metrics';
import { newServer } from '../../../gateway/http/server';
import { issueServer, newAuthorities } from '../../../network/identity/organisation';
import { within } from '../../run/pace';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-https-'));
const files = { certificate: join(folder, 'cert.pem'), privateKey: join(folder, 'key.pem') };
const running: (() => void)[] = [];
afterEach(() => {
  for (const stop of running.splice(0)) stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function issue(): Promise<{ readonly certificate: string; readonly privateKey: string }> {
  return issueServer(await newAuthorities('harbour.example'), 'gateway');
}

function write({ certificate, privateKey }: { readonly certificate: string; readonly privateKey: string }): void {
  writeFileSync(files.certificate, certificate);
  writeFileSync(files.privateKey, privateKey);
}

/** Serves with what the files hold; looks at them every 20 ms. */
async function serve() {
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const metrics = newMetrics();
  const present = await readServingCertificate(files);
  metrics.setServingCertificate(present);
  const server = newServer((_request, response) => response.end('here'), log, { certificate: present });
  if (!('setSecureContext' in server)) throw new Error('this server speaks plain HTTP');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const onExchanged = metrics.setServingCertificate;
  const following = followCertificate(server, files, present, { log, onExchanged, everyMs: 20 });
  running.push(
    following.stop,
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { port: (server.address() as AddressInfo).port, logged, metrics };
}

/** The answer, and the serial number of the certificate that it came with. */
function ask(
  port: number,
  agent = new Agent({ rejectUnauthorized: false }),
): Promise<{ text: string; serial: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent }, (response) => {
      const { serialNumber } = (response.socket as TLSSocket).getPeerCertificate();
      let text = '';
      response.on('data', (bytes) => {
        text += bytes;
      });
      response.on('end', () => resolve({ text, serial: serialNumber }));
    });
    sent.on('error', reject).end();
  });
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + within(5_000); !(await isSo()); ) {
    if (Date.now() > end) throw new Error('it did not come to that in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('HTTPS', () => {
  it('goes on with a new certificate, and leaves connections that are open', async () => {
    write(await issue());
    const { port, logged, metrics } = await serve();
    const open = new Agent({ rejectUnauthorized: false, keepAlive: true, maxSockets: 1 });
    running.push(() => open.destroy());
    const before = await ask(port, open);
    expect(before.text).toBe('here');

    write(await issue());
    await until(async () => (await ask(port)).serial !== before.serial);
    expect((await ask(port, open)).serial).toBe(before.serial);
    expect(logged.filter((line) => line.includes('serves with a new certificate'))).toHaveLength(1);
    expect(await metrics.text()).toMatch(/tallystick_certificate_not_after_seconds\{use="https"\} \d{10}/);
  });

  it.each([
    ['is damaged', () => writeFileSync(files.certificate, 'no PEM')],
    ['has another key', async () => writeFileSync(files.privateKey, (await issue()).privateKey)],
    ['is gone', () => rmSync(files.certificate)],
  ])('stays with the present certificate where the new one %s, and says so once', async (_what, spoil) => {
    write(await issue());
    const { port, logged } = await serve();
    const before = await ask(port);
    await spoil();
    await until(() => logged.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await ask(port)).serial).toBe(before.serial);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('the present one stays');

    write(await issue());
    await until(async () => (await ask(port)).serial !== before.serial);
  });

  it('does not begin with a key that is not the certificate’s', async () => {
    write(await issue());
    writeFileSync(files.privateKey, (await issue()).privateKey);
    await expect(readServingCertificate(files)).rejects.toThrow('name the two files of one certificate');
  });
});
