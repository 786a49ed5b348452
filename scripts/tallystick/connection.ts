/** Which gateway a command talks to, and as whom. A token never stands on the command line, where every process can read it. */
import { type Command, Option } from 'commander';
import { isToken, readTokenFile } from '../../network/identity/token-file';
import { readDescription } from '../../network/local/description';
import { folderFor } from '../../network/local/folders';
import { fetchProxy, isThisMachine } from '../../network/proxy';
import { refuse } from './ended';
import type { Surroundings } from './surroundings';

export interface ConnectionOptions {
  readonly gateway?: string;
  readonly tokenFile?: string;
  readonly institution?: string;
  readonly directory?: string;
}

export interface Connection {
  readonly url: string;
  readonly token: string;
}

export function addConnectionOptions(command: Command): Command {
  return command
    .option('--gateway <URL>', "the institution's gateway (environment: TALLYSTICK_GATEWAY)")
    .option(
      '--token-file <FILE>',
      "a file that holds an officer's token (or the token in environment TALLYSTICK_TOKEN)",
    )
    .addOption(
      new Option('--institution <NAME>', 'of the alliance that runs here: its gateway, as its officer').conflicts(
        'gateway',
      ),
    )
    .option('--directory <DIRECTORY>', 'where that alliance lies (default: the one that runs)');
}

export function readConnection(options: ConnectionOptions, { env, stderr }: Surroundings): Connection {
  const { institution, tokenFile } = options;
  const local = institution === undefined ? undefined : localInstitution(institution, options.directory);
  const gateway = local?.url ?? options.gateway ?? env.TALLYSTICK_GATEWAY;
  if (!gateway) refuse('no gateway is named: give --gateway URL, --institution NAME or set TALLYSTICK_GATEWAY');
  const url = gatewayUrl(gateway);
  const given = tokenFile === undefined ? (local?.token ?? env.TALLYSTICK_TOKEN) : readTokenFile(tokenFile);
  const token = given?.trim();
  if (!token) refuse('the token is missing: give --token-file FILE or set TALLYSTICK_TOKEN');
  if (!isToken(token))
    refuse('the token is more than one word, or no printable ASCII: set TALLYSTICK_TOKEN to it alone');
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    stderr.write(`Warning: ${url.origin} is plain http; token and loan book travel in clear.\n`);
  }
  const proxy = fetchProxy(url, env);
  if (proxy !== undefined) stderr.write(`${url.origin} is asked through the proxy ${proxy}.\n`);
  return { url: url.href, token };
}

function localInstitution(name: string, named: string | undefined): Connection {
  const directory = folderFor(named, 'embedded');
  const institution = readDescription(directory)?.institutions[name];
  if (institution === undefined) refuse(`no institution named ${name} runs in ${directory}`);
  return { url: institution.url, token: institution.tokens.officer };
}

/** The text is not repeated, since it may hold a password. */
function gatewayUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    refuse('the gateway is no URL such as https://gateway.example:8102');
  if (url.username || url.password) refuse('a gateway URL holds no credentials: give --token-file FILE');
  return url;
}
