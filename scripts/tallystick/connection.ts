/** Which gateway a command talks to, and as whom. A token never stands on the command line, where every process can read it. */
import { type Command, Option } from 'commander';
import { devFile, type LocalAlliance } from '../../network/local/alliance';
import { refuse } from './ended';
import { readText } from './files';
import type { Surroundings } from './surroundings';

export interface ConnectionOptions {
  readonly gateway?: string;
  readonly tokenFile?: string;
  readonly institution?: string;
  readonly directory: string;
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
    .option('--directory <DIRECTORY>', 'where that alliance lies', '.tallystick');
}

export function connectionOf(options: ConnectionOptions, { env, stderr }: Surroundings): Connection {
  const { institution, tokenFile } = options;
  const local = institution === undefined ? undefined : localInstitution(institution, options.directory);
  const gateway = local?.url ?? options.gateway ?? env.TALLYSTICK_GATEWAY;
  if (!gateway) refuse('no gateway is named: give --gateway URL, --institution NAME or set TALLYSTICK_GATEWAY');
  const url = gatewayUrl(gateway);
  const token =
    tokenFile === undefined
      ? parseToken(
          local?.token ?? env.TALLYSTICK_TOKEN ?? '',
          local === undefined ? 'the environment' : devFile({ directory: options.directory, portBase: 0 }),
        )
      : parseToken(readText(tokenFile), tokenFile);
  if (url.protocol === 'http:' && !isLoopback(url)) {
    stderr.write(`Warning: ${url.origin} is plain http; token and loan book travel in clear.\n`);
  }
  return { url: url.href, token };
}

/** Says what is wrong with where the token stands, and nothing of what stands there. */
function parseToken(text: string, source: string): string {
  const token = text.trim();
  if (token === '') refuse(`there is no token in ${source}: give --token-file FILE or set TALLYSTICK_TOKEN`);
  if (/\s/.test(token)) refuse(`${source} holds more than one word or line; it must hold the token and nothing else`);
  if (!/^[\x21-\x7e]+$/.test(token)) refuse(`${source} holds characters that no token has; save it as plain text`);
  return token;
}

function localInstitution(name: string, directory: string): Connection {
  const file = devFile({ directory, portBase: 0 });
  const institutions = institutionsIn(readText(file));
  if (institutions === undefined) refuse(`${file} is damaged; "npm start" in its folder writes it anew`);
  const institution = institutions[name];
  if (institution === undefined) refuse(`no institution is named ${name} in ${file}`);
  return { url: institution.url, token: institution.tokens.officer };
}

/** A parser's error would repeat tokens. */
function institutionsIn(text: string): LocalAlliance['institutions'] | undefined {
  try {
    return (JSON.parse(text) as LocalAlliance | null)?.institutions;
  } catch {
    return undefined;
  }
}

/** The text is not repeated, since it may hold a password. */
function gatewayUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    refuse('the gateway is no URL such as https://gateway.example:8102');
  if (url.username || url.password) refuse('a gateway URL holds no credentials: give --token-file FILE');
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
