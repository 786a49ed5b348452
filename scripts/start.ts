/** `npm start`: the default alliance on the embedded ledger, until a signal ends it. */
import { outliveReaders, readOptions, refuseCommandLine } from '../network/command-line';
import { type LocalAlliance, startAlliance } from '../network/local/alliance';
import { lockFolder } from '../network/local/folder-lock';
import { reachThisMachineDirectly } from '../network/proxy';
import { endWithNpm } from './npm-parent';

const usage = `npm start -- [--fresh] [--port-base 8101] [--directory .tallystick] [--files-open-to-others]

Starts the embedded ledger, the chaincode and the gateways of the default alliance, prints their URLs and sign-in
tokens, and ends all of them on SIGTERM or Ctrl-C. --fresh forgets what an earlier alliance in the directory left.
--files-open-to-others goes on where the directory's file system keeps no file modes: for trials only.`;

const values = readOptions(
  {
    fresh: { type: 'boolean', default: false },
    'port-base': { type: 'string', default: '8101' },
    directory: { type: 'string', default: '.tallystick' },
    'files-open-to-others': { type: 'boolean', default: false },
  },
  usage,
);

const portBase = Number(values['port-base']);
if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) {
  refuseCommandLine(`--port-base ${values['port-base']} is no port from 1024 to 65000`);
}

async function main(): Promise<void> {
  outliveReaders();
  reachThisMachineDirectly();
  endWithNpm();
  // All processes inherit it, and files that libraries make follow it.
  process.umask(0o077);
  const begun = Date.now();
  const layout = { directory: values.directory, portBase };
  const { portsWithinMs } = await lockFolder(layout.directory);
  const alliance = await startAlliance({
    layout,
    portsWithinMs,
    fresh: values.fresh,
    onNote: (note) => console.log(note),
    onFailing: (name, why) => console.error(`${name} dies again and again: ${why}`),
    onRecovered: (name) => console.error(`${name} lives again`),
    filesOpenToOthers: values['files-open-to-others'],
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
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
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

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
