/** The package as an integrator gets it: installed alone, typed under each resolution that is served, and run. */
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Double, newDouble, token } from './double';
import { installClient, root, run } from './installed';

let folder: string;
let double: Double;

beforeAll(async () => {
  folder = await installClient();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  double = await newDouble();
});
afterEach(() => double.close());

const installed = () => join(folder, 'node_modules');

function play(name: string, text: string): Promise<{ readonly stdout: string }> {
  writeFileSync(join(folder, name), text);
  return run(process.execPath, [name, double.url, token], { cwd: folder });
}

it('needs no other package and holds modules, types, examples and its page', () => {
  expect(readdirSync(installed()).filter((name) => !name.startsWith('.'))).toEqual(['tallystick-client']);
  const manifest = JSON.parse(readFileSync(join(installed(), 'tallystick-client/package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest.version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  const files = readdirSync(join(installed(), 'tallystick-client'));
  expect(files.sort()).toEqual(['README.md', 'examples', 'lib', 'package.json']);
});

it('holds nothing of Node and nothing of a gateway in its modules', () => {
  const lib = join(installed(), 'tallystick-client/lib');
  const modules = readdirSync(lib).filter((name) => name.endsWith('.mjs'));
  expect(modules.length).toBeGreaterThanOrEqual(3);
  for (const name of modules) {
    const imported = [...readFileSync(join(lib, name), 'utf8').matchAll(/(?:from|import\() ?"([^"]+)"/g)];
    expect(imported.map(([, target = '']) => target).filter((target) => !target.startsWith('./'))).toEqual([]);
  }
});

it.each([
  ['imported', 'first.mjs', "import { newClient, Refused } from 'tallystick-client';"],
  ['required', 'first.cjs', "const { newClient, Refused } = require('tallystick-client');"],
])('runs where it is %s', async (_how, name, begin) => {
  double.replies.push({ body: { state: 'ALIVE' } }, { status: 409, body: { status: 409, code: 'PLAN_NOT_OPEN' } });
  const { stdout } = await play(
    name,
    `${begin}
    const [, , url, token] = process.argv;
    const tallystick = newClient({ url, token });
    const main = async () => {
      console.log((await tallystick.gateway.readHealth()).state);
      const error = await tallystick.plans.close({ assetId: 'A1' }).catch((thrown) => thrown);
      console.log(error instanceof Refused, error.code);
    };
    main();`,
  );

  expect(stdout).toBe('ALIVE\ntrue PLAN_NOT_OPEN\n');
});

it('has signing and webhooks at addresses of their own', async () => {
  const { stdout } = await play(
    'parts.mjs',
    `import { newSigningKeys, exportPublicKey } from 'tallystick-client/signing';
    import { NotVerified, verify } from 'tallystick-client/webhooks';
    console.log((await exportPublicKey(await newSigningKeys())).length);
    console.log((await verify('{}', {}, 'whsec_x').catch((error) => error)) instanceof NotVerified);`,
  );

  expect(stdout).toBe('87\ntrue\n');
});

const program = `
import { type Client, newClient, type PlanAsSent, Refused, type StreamEvent } from 'tallystick-client';
import { type ToSign, verify as readWords } from 'tallystick-client/signing';
import { verify } from 'tallystick-client/webhooks';

export async function main(plan: PlanAsSent, toSign: ToSign): Promise<void> {
  const tallystick: Client = newClient({ url: 'https://gateway.example', token: 'x', onRequest: ({ attempt }) => attempt });
  const { outcomes, blockHeight } = await tallystick.plans.publish({ plans: [plan] });
  const statuses: readonly ('ACCEPTED' | 'REFUSED')[] = outcomes.map(({ status }) => status);
  for await (const { remainingLimitRmb } of tallystick.plans.list({ status: 'OPEN' }, { minBlock: blockHeight })) remainingLimitRmb.toFixed();
  for await (const event of tallystick.events({ after: '0.0.0', types: ['SubjectEvent'] })) {
    const name: StreamEvent['name'] = event.name;
    if (event.name === 'SubjectEvent') event.subjectId.concat(event.id, name);
  }
  // @ts-expect-error there is no such status
  tallystick.plans.list({ status: 'STARTED' });
  try {
    await tallystick.planImports.upload(new Blob(['a']), { conditions: { participantCount: 3 }, onProgress: ({ sentBytes }) => sentBytes });
  } catch (error) {
    if (error instanceof Refused && error.isOf('planImports.upload') && error.code === 'FILE_DAMAGED') return;
    throw error;
  }
  const consent = await tallystick.consents.record({ subjectId: '', keyId: '', purpose: 'GUARANTEE', notAfter: '', uses: 1 });
  if ('toSign' in consent) for (const item of consent.toSign) (await readWords(item)).zh.concat((await readWords(toSign)).en);
  const message = await verify('{}', new Headers(), ['whsec_x']);
  if (message.type === 'WebhookChallenge') message.data.challenge.concat(statuses.join());
  else if (message.type === 'SubjectEvent') message.data.subjectId.concat(message.data.key);
}
`;

describe('its types', () => {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

  it.each([
    ['node16', 'node16', 'Node', { types: ['node'] }],
    ['nodenext', 'nodenext', 'Node', { types: ['node'] }],
    ['bundler', 'esnext', 'a browser', { types: [], lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'] }],
  ])(
    'fit a strict program under %s',
    async (moduleResolution, module, where, more) => {
      const place = join(folder, where.replace(' ', '-'), moduleResolution);
      mkdirSync(join(place, 'node_modules/@types'), { recursive: true });
      for (const name of ['node', '../undici-types']) {
        const link = join(place, 'node_modules/@types', name);
        symlinkSync(join(root, 'node_modules/@types', name), link);
      }
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
        ...more,
      };
      writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.mts'] }));
      writeFileSync(join(place, 'main.mts'), program);

      const checked = await run(process.execPath, [tsc, '-p', place]).catch((error) => error);
      expect(checked.stdout).toBe('');
    },
    60_000,
  );
});
