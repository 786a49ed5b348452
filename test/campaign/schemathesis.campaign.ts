/**
 * Schemathesis (https://schemathesis.io, from PyPI) holds every gateway against its own document, with all its checks, as each
 * role: no answer of 500, and nothing outside the document. SCHEMATHESIS names the program (default: on PATH),
 * SCHEMATHESIS_MINUTES how long all runs take together (default 20), CAMPAIGN_SEED the seed. Skipped where the program is not.
 */
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userRoles } from '../../network/local/layout';
import { planSent } from '../stories/plans';
import { beginMs, beginStory, type Story, until } from '../stories/running';

const { SCHEMATHESIS: program = 'schemathesis', SCHEMATHESIS_MINUTES = '20' } = process.env;
const seed = Number(process.env.CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));
const isInstalled = spawnSync(program, ['--version']).status === 0;
const institutions = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'];
const runs = institutions.flatMap((institution) => userRoles.map((role) => ({ institution, role })));
const secondsEach = Math.ceil((Number(SCHEMATHESIS_MINUTES) * 60) / runs.length);
const patienceMs = secondsEach * 3_000 + 300_000;

/**
 * 422 is what the rules refuse that no schema can tell, 503 what passes. A block that is yet to come is waited for, ten seconds,
 * so blocks are not drawn. Every second path names business that there is.
 */
const settings = (business: Readonly<Record<string, string>>) => `
hooks = "formats.py"
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429", "503"]
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]
[parameters]
"query.minBlock" = 1
${Object.keys(business)
  .map((name) => `"path.${name}" = { dictionary = "${name}", probability = 0.5 }`)
  .join('\n')}
${Object.entries(business)
  .map(([name, value]) => `[dictionaries.${name}]\nvalues = ["${value}"]`)
  .join('\n')}
`;

/** What the document's own formats look like, since no schema can tell. */
const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const formats = {
  'identity-number': ['110101199003074514', '91310115591693856A'],
  'mobile-number': ['13800138000'],
  json: ['{}'],
  'line-of-text': ['张三', 'Søren Ågård'],
  'lines-of-text': ['张三\n李四'],
  'p256-point': [
    Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url'),
  ],
  'p256-signature': [Buffer.alloc(64, 1).toString('base64url')],
};
const hooks = `
import schemathesis
from hypothesis import strategies
for name, values in ${JSON.stringify(formats)}.items():
    schemathesis.openapi.format(name, strategies.sampled_from(values))
`;

let story: Story;
let folder: string;

(isInstalled ? describe : describe.skip)(
  isInstalled
    ? `what the document says (seed ${seed})`
    : `what the document says: ${program} is not installed (pip install schemathesis)`,
  () => {
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tallystick-schemathesis-'));
      story = await beginStory({ failedSignInsPerMinute: 1_000_000 });
      writeFileSync(join(folder, 'formats.py'), hooks);
      writeFileSync(join(folder, 'schemathesis.toml'), settings(await doBusiness()));
    }, beginMs);

    afterAll(async () => {
      await story?.end();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    it.each(runs)(
      "holds for $institution's $role",
      async ({ institution, role }) => {
        const said = await fuzz(institution, role);
        expect(said).toBe('');
      },
      patienceMs,
    );
  },
);

/** A plan of Harbour's that Meadow has confirmed, and its tokens: by the names of paths. */
async function doBusiness(): Promise<Readonly<Record<string, string>>> {
  const [keystone, harbour, meadow] = [story.client('keystone'), story.client('harbour'), story.client('meadow')];
  const recharge = { rechargeId: 'r-1', partyId: 'MeadowMSP', amountFen: 1_000_000, paymentReference: 'bank-1' };
  await keystone.post('/v1/tokens/recharges', recharge);
  await harbour.post('/v1/plans', { plans: [planSent('loan-1')] });
  const confirm = { confirmId: 'c-1', confirmTakeInLimitRmb: 10_000, confirmTakeInRateBps: 1_800 };
  const [assetId, confirmId] = ['HarbourMSP:loan-1', 'MeadowMSP:c-1'];
  await until('Meadow has confirmed', async () => {
    const { status } = await meadow.send('POST', `/v1/plans/${assetId}/confirms`, confirm);
    return status === 201;
  });
  return { assetId, confirmId, partyId: 'MeadowMSP' };
}

/** What it found, in its own words; nothing where all held. The stream of events has no end, and so its own tests. */
async function fuzz(name: string, role: (typeof userRoles)[number]): Promise<string> {
  const institution = story.alliance.describe().institutions[name];
  if (institution === undefined) throw new Error(`no institution is named ${name}`);
  const { url, tokens } = institution;
  const { code, said } = await ended([
    ...['--config-file', join(folder, 'schemathesis.toml'), 'run', `${url}/openapi.json`],
    ...['--header', `Authorization: Bearer ${tokens[role]}`, '--exclude-path', '/v1/events'],
    ...[
      '--checks',
      'all',
      '--suppress-health-check',
      'all',
      '--continue-on-failure',
      '--no-color',
      '--warnings',
      'off',
    ],
    ...['--seed', String(seed), '--max-time', String(secondsEach), '--request-timeout', '60'],
    // How long an answer takes is no matter of the document.
    ...['--max-response-time', '60'],
    ...['--generation-database', 'none'],
  ]);
  return code === 0 ? '' : said;
}

function ended(args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.once('error', reject).once('close', (code) => resolve({ code, said }));
  });
}
