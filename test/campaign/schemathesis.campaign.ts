/**
 * Schemathesis (https://schemathesis.io, from PyPI) holds every gateway against its own document, with all its checks, as each
 * role: no answer of 500, and nothing outside the document. SCHEMATHESIS names the program (default: on PATH),
 * SCHEMATHESIS_MINUTES how long all runs take together (default 20), CAMPAIGN_SEED the seed. Skipped where the program is not.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userRoles } from '../../gateway/store/types';
import { beginMs, beginStory, type Story } from '../stories/running';

const { SCHEMATHESIS: program = 'schemathesis', SCHEMATHESIS_MINUTES = '20' } = process.env;
const seed = Number(process.env.CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));
const isInstalled = spawnSync(program, ['--version']).status === 0;
const institutions = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'];
const runs = institutions.flatMap((institution) => userRoles.map((role) => ({ institution, role })));
const secondsEach = Math.ceil((Number(SCHEMATHESIS_MINUTES) * 60) / runs.length);
const patienceMs = secondsEach * 3_000 + 300_000;

/** 422 is what the rules refuse that no schema can tell. */
const settings = `
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429", "503"]
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
      writeFileSync(join(folder, 'schemathesis.toml'), settings);
      story = await beginStory({ failedSignInsPerMinute: 1_000_000 });
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
    ...['--seed', String(seed), '--max-time', String(secondsEach), '--request-timeout', '30'],
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
