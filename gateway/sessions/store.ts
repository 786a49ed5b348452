/** Keeps sessions, so that all instances of the institution know them. Of a cookie only its SHA-256 is kept. */
import { createHash, randomBytes } from 'node:crypto';
import type { User } from '../api/roles';
import type { SessionDatabase } from './tables';

export interface SessionTimes {
  readonly idleMinutes: number;
  readonly absoluteHours: number;
}

export interface OpenSession {
  readonly sessionId: string;
  readonly userName: string;
  readonly role: User['role'];
  readonly created: string;
  readonly lastUsed: string;
  readonly expires: string;
}

export interface SessionStore {
  /** Answers the session with the value of its cookie, which nobody keeps. */
  openSession(user: User, times: SessionTimes): Promise<OpenSession & { readonly value: string }>;
  /** Undefined where it is unknown, or has ended because nobody used it or it is too old. */
  sessionByValue(value: string, idleMinutes: number): Promise<OpenSession | undefined>;
  /** Those that have not ended, of one user or of all. */
  sessions(userName: string | undefined, idleMinutes: number): Promise<readonly OpenSession[]>;
  /** False where there was none; of any user unless one is given. */
  endSession(sessionId: string, userName?: string): Promise<boolean>;
}

const usedWithinMs = 60_000;

export function newSessionStore(db: SessionDatabase): SessionStore {
  const living = (idleMinutes: number) => {
    const now = Date.now();
    return db
      .selectFrom('sessions')
      .select([
        'session_id as sessionId',
        'user_name as userName',
        'role',
        'created',
        'last_used as lastUsed',
        'expires',
      ])
      .where('expires', '>', iso(now))
      .where('last_used', '>', iso(now - idleMinutes * 60_000));
  };
  return {
    async openSession({ userName, role }, { absoluteHours }) {
      const value = randomBytes(32).toString('base64url');
      const now = Date.now();
      // Those that have ended are of no use to anybody.
      await db.deleteFrom('sessions').where('expires', '<=', iso(now)).execute();
      const session = {
        sessionId: randomBytes(16).toString('hex'),
        userName,
        role,
        created: iso(now),
        lastUsed: iso(now),
        expires: iso(now + absoluteHours * 3_600_000),
      };
      await db
        .insertInto('sessions')
        .values({
          session_id: session.sessionId,
          value_hash: hash(value),
          user_name: userName,
          role,
          created: session.created,
          last_used: session.lastUsed,
          expires: session.expires,
        })
        .execute();
      return { ...session, value };
    },

    async sessionByValue(value, idleMinutes) {
      const session = await living(idleMinutes).where('value_hash', '=', hash(value)).executeTakeFirst();
      if (session !== undefined && Date.parse(session.lastUsed) < Date.now() - usedWithinMs) {
        const update = db.updateTable('sessions').set({ last_used: iso(Date.now()) });
        await update.where('session_id', '=', session.sessionId).execute();
      }
      return session;
    },

    sessions(userName, idleMinutes) {
      const all = living(idleMinutes);
      return (userName === undefined ? all : all.where('user_name', '=', userName)).execute();
    },

    async endSession(sessionId, userName) {
      const one = db.deleteFrom('sessions').where('session_id', '=', sessionId);
      const query = userName === undefined ? one : one.where('user_name', '=', userName);
      return (await query.executeTakeFirstOrThrow()).numDeletedRows === 1n;
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
