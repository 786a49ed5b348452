/** A gateway whose clock is wrong says so, by how much and what to do, wherever somebody looks; it goes on once the clock is right. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshId, planSent } from '../plans';
import { freePorts, type Story, until } from '../running';

/** Moves every clock of the process by as many milliseconds as the file says. */
const shifting = (file: string) => `
const { readFileSync } = require('node:fs');
const RealDate = Date;
let offsetMs = 0;
const look = () => { try { offsetMs = Number(readFileSync(${JSON.stringify(file)}, 'utf8')) || 0; } catch {} };
look();
setInterval(look, 100).unref();
globalThis.Date = class extends RealDate {
  constructor(...given) { if (given.length === 0) super(RealDate.now() + offsetMs); else super(...given); }
  static now() { return RealDate.now() + offsetMs; }
};
`;

export function clocks(story: () => Story): void {
  describe('clocks', () => {
    let gateway: ChildProcess;
    let url: string;
    let offsetFile: string;

    /** A second instance of Harbour's gateway, with a store of its own. */
    beforeAll(async () => {
      const from = join(story().directory, 'institutions', 'harbour', 'gateway');
      const to = `${from}-2`;
      cpSync(from, to, { recursive: true, filter: (file) => !/store.sqlite|known-store/.test(file) });
      const config = JSON.parse(readFileSync(join(to, 'config.json'), 'utf8'));
      config.listen.port = await freePorts(1);
      writeFileSync(join(to, 'config.json'), JSON.stringify(config));
      url = `http://127.0.0.1:${config.listen.port}`;
      offsetFile = join(story().directory, 'offset');
      const preload = join(story().directory, 'shift.js');
      writeFileSync(preload, shifting(offsetFile));
      const main = join(__dirname, '..', '..', '..', 'dist', 'gateway', 'main.js');
      const args = ['--require', preload, main, '--config', join(to, 'config.json')];
      gateway = spawn(process.execPath, args, { stdio: 'ignore', env: {} });
      await until('the second gateway is ready', async () => (await readiness()).state === 'READY', 60_000);
    }, 60_000);

    afterAll(() => void gateway?.kill('SIGTERM'));

    // biome-ignore lint/suspicious/noExplicitAny: the test looks into answers of every form
    type Seen = any;

    const readiness = async (): Promise<Seen> => (await fetch(`${url}/readyz`).catch(() => undefined))?.json() ?? {};

    async function publish(): Promise<{ readonly status: number; readonly body: Seen }> {
      const { tokens } = story().alliance.describe().institutions.harbour ?? { tokens: { officer: '' } };
      const headers = { authorization: `Bearer ${tokens.officer}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ plans: [planSent(freshId('clock'))] });
      const response = await fetch(`${url}/v1/plans`, { method: 'POST', headers, body });
      return { status: response.status, body: await response.json() };
    }

    /** What the doctor says where this gateway is the running one. */
    async function doctor(): Promise<string> {
      const folder = join(story().directory, 'seen');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { institutions, ...rest } = story().alliance.describe();
      const described = { ...rest, institutions: { harbour: { ...institutions.harbour, url } } };
      writeFileSync(join(folder, 'dev.json'), JSON.stringify(described), { mode: 0o600 });
      const tallystick = join(__dirname, '..', '..', '..', 'dist', 'scripts', 'tallystick.js');
      const child = spawn(process.execPath, [tallystick, 'doctor', '--directory', folder], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let said = '';
      for await (const chunk of child.stdout) said += chunk;
      rmSync(folder, { recursive: true });
      return said;
    }

    describe('a gateway whose clock is wrong', () => {
      it.each([
        ['ahead', 600, /ahead of an endorser's/],
        ['behind', -600, /behind an endorser's/],
      ])(
        'by ten minutes %s says so in answers, in /readyz and to the doctor',
        async (_side, seconds, words) => {
          writeFileSync(offsetFile, String(seconds * 1_000));
          const refused = await until('the clock is refused', async () => {
            const answer = await publish();
            return answer.status === 503 && answer;
          });
          expect(refused.body).toMatchObject({ code: 'CLOCK_OUT_OF_WINDOW', detail: expect.stringMatching(words) });
          expect(Math.abs(refused.body.aheadSeconds - seconds)).toBeLessThanOrEqual(5);

          expect(await readiness()).toMatchObject({
            code: 'NOT_READY',
            trouble: {
              code: 'CLOCK_OUT_OF_WINDOW',
              text: expect.stringMatching(words),
              remedy: expect.stringMatching(/clock/),
            },
          });
          expect(await doctor()).toMatch(words);
        },
        60_000,
      );

      it('goes on once it is right', async () => {
        writeFileSync(offsetFile, '0');
        await until('a plan is taken', async () => (await publish()).status === 201);
        expect(await readiness()).toMatchObject({ state: 'READY' });
      }, 60_000);
    });
  });
}
