/**
 * A database that cannot serve now is no defect of ours. It becomes StoreUnavailable, by the codes that PostgreSQL, SQLite and
 * the operating system give, so that a caller learns that coming again is of use.
 */
import { StoreUnavailable } from './types';

/** PostgreSQL: connections (08), resources such as a full disk (53), shutdown, crash, start-up and cancelled queries (57). */
const sqlStates = /^(?:08|53|57)[0-9A-Z]{3}$/;
const sqlite = /^SQLITE_(?:FULL|BUSY|IOERR|CANTOPEN)/;
const system = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];
/** Messages of `pg` that have no code. */
const withoutCode =
  /^(?:Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded)/;

/** All members are asynchronous functions. */
export function tellUnavailable<T extends object>(part: T): T {
  const methods = Object.entries(part).map(([name, method]) => {
    const call = method as (...args: readonly unknown[]) => Promise<unknown>;
    const told = async (...args: readonly unknown[]) => {
      try {
        return await call(...args);
      } catch (error) {
        throw isUnavailable(error) ? new StoreUnavailable({ cause: error }) : error;
      }
    };
    return [name, told] as const;
  });
  return Object.fromEntries(methods) as unknown as T;
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  if (typeof code !== 'string') return withoutCode.test(error.message);
  return sqlStates.test(code) || sqlite.test(code) || system.includes(code);
}
