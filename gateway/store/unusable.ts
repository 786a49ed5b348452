/** A database that the gateway cannot begin with: which one, what is wrong with it, and what to do. No password is repeated. */
import { StoreOutdated } from './store-outdated';

export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
}

/** Fits where both that are given do. */
interface Fault {
  /** Codes of PostgreSQL, SQLite, the operating system and TLS. */
  readonly codes?: RegExp;
  readonly words?: RegExp;
  readonly says: string;
}

/** The first that fits. */
const faults: readonly Fault[] = [
  { codes: /^3D000$/, says: 'there is no such database: create it, with encoding UTF8' },
  {
    codes: /^(?:28P01|28000)$/,
    says: 'the server refuses the user: there is no such role, the password is wrong, or pg_hba.conf lets it in only otherwise, as with TLS',
  },
  { codes: /^ECONNREFUSED$/, says: 'nothing listens there: start PostgreSQL, or correct host and port' },
  {
    codes: /^(?:ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    says: 'the host is not found or not reached: correct its name, or look at the network',
  },
  {
    words: /^timeout exceeded when trying to connect/,
    says: 'the server does not answer: look at host, port and network',
  },
  { codes: /^57P0[123]$/, says: 'the server is starting or shutting down: start the gateway again when it serves' },
  { codes: /^53300$/, says: 'the server has no connection left: raise max_connections, or end other clients' },
  {
    codes: /CERT|^(?:ERR_TLS|ERR_SSL|EPROTO)/,
    says: 'the TLS connection fails: sslmode and sslrootcert in the address must fit the server',
  },
  {
    words: /does not support SSL|SSL\/TLS required/,
    says: 'server and address do not agree about TLS: correct sslmode in the address',
  },
  { codes: /^25006$/, says: 'the database takes no writes, as a standby does: name the primary server' },
  {
    codes: /^42501$/,
    says: 'the user lacks rights: let it create tables in the schema, or make it the owner of the tables that are there',
  },
  {
    words: /previously executed migration .* is missing|corrupted migrations/,
    says: 'its schema is of a later version of the gateway, or of another program: run that version, or name a database of its own',
  },
  {
    codes: /^(?:42P07|42703|42P01|42704|42710|42804)$/,
    says: 'it holds tables of another program under the names of this one: name a database of its own',
  },
  {
    codes: /^SQLITE_ERROR$/,
    words: /no such column|already exists|duplicate column|has no column/,
    says: 'it holds tables of another program under the names of this one: name a file of its own',
  },
  {
    codes: /^SQLITE_(?:NOTADB|CORRUPT)/,
    says: 'the file is no SQLite database, or is damaged: put it back from a backup',
  },
  { codes: /^SQLITE_(?:BUSY|LOCKED)/, says: 'another process uses the file: end it; a SQLite file serves one gateway' },
  {
    codes: /^(?:SQLITE_(?:READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS)/,
    says: 'the file or its folder cannot be written: give it to the user that runs the gateway',
  },
  { codes: /^(?:SQLITE_FULL|SQLITE_IOERR|ENOSPC|EDQUOT|EIO|53100)/, says: 'the disk is full or fails: make room' },
  {
    codes: /^(?:ENOTDIR|EEXIST|EISDIR|ENOENT)$/,
    says: 'the path leads to no file: correct store.file in the settings',
  },
];

/** `place` names the database without a password. */
export function unusable(place: string, error: unknown): Error {
  if (error instanceof StoreOutdated || error instanceof StoreUnusable) return error;
  const known = listCauses(error);
  const fault = faults.find(({ codes, words }) =>
    known.some(({ code, message }) => (codes?.test(code) ?? true) && (words?.test(message) ?? true)),
  );
  const codes = known.flatMap(({ code }) => (code === '' ? [] : [code]));
  const says =
    fault?.says ?? 'it could not be opened or brought to the present schema, for a reason that is not known here';
  return new StoreUnusable(`${place}: ${says}${codes[0] === undefined ? '' : ` (${codes[0]})`}`, { cause: error });
}

export function placeOfFile(file: string): string {
  return `the store ${file}`;
}

/** Host and database; throws StoreUnusable where the address is none. */
export function placeOfAddress(databaseUrl: string): string {
  try {
    const { protocol, hostname, port, pathname } = new URL(databaseUrl);
    if (!/^postgres(?:ql)?:$/.test(protocol)) throw new TypeError('another protocol');
    return `the database ${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  } catch (cause) {
    throw new StoreUnusable('DATABASE_URL is no address of the form postgres://user:password@host:5432/database', {
      cause,
    });
  }
}

interface Known {
  readonly code: string;
  readonly message: string;
}

/** The error and what caused it, or what it gathers. */
function listCauses(error: unknown): readonly Known[] {
  if (typeof error !== 'object' || error === null || !('message' in error)) return [];
  const { code, message, cause, errors } = error as Readonly<Record<string, unknown>>;
  const gathered = Array.isArray(errors) ? errors.flatMap(listCauses) : [];
  return [{ code: typeof code === 'string' ? code : '', message: String(message) }, ...gathered, ...listCauses(cause)];
}
