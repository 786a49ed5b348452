/** `npm start`: the default alliance on the embedded ledger, until it is told to end. */
import { parseArgs } from 'node:util';
import { type LocalAlliance, startAlliance } from '../network/local/alliance';

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    'port-base': { type: 'string', default: '8101' },
    directory: { type: 'string', default: '.tallystick' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm start -- [--fresh] [--port-base 8101] [--directory .tallystick]

Starts the embedded ledger, the chaincode and the gateways of the default alliance, prints their URLs and sign-in
tokens, and ends all of them on SIGTERM or Ctrl-C. --fresh forgets what an earlier alliance in the directory left.`;

async function main(): Promise<void> {
  // All processes inherit it, and files that libraries make follow it.
  process.umask(0o077);
  const begun = Date.now();
  const layout = { directory: values.directory, portBase: Number(values['port-base']) };
  const alliance = await startAlliance({
    layout,
    fresh: values.fresh,
    onFailing: (name, why) => console.error(`${name} dies again and again: ${why}`),
    onRecovered: (name) => console.error(`${name} lives again`),
  });
  const stop = () => {
    console.log('ending');
    alliance.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  print(alliance.describe());
  console.log(`\nready after ${((Date.now() - begun) / 1000).toFixed(1)} s; Ctrl-C ends it`);
}

function print({ institutions }: LocalAlliance): void {
  console.log('This alliance runs on the embedded ledger: for development and trials only.\n');
  for (const [name, { url, partyId, tokens }] of Object.entries(institutions)) {
    console.log(`${name.padEnd(11)} ${partyId.padEnd(14)} ${url}   docs: ${url}/docs`);
    for (const [role, token] of Object.entries(tokens)) console.log(`            ${role.padEnd(8)} ${token}`);
  }
}

if (values.help) console.log(usage);
else
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
