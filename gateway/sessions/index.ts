/** Lets people of the institution in by its own directory, and keeps their sessions. */
import type { Sessions } from '../http/sessions';
import type { Capability } from '../work/capability';
import type { SessionDeps } from './deps';
import { newProvider } from './provider';
import { sessionRoutes } from './session-routes';
import type { OidcSettings } from './settings';
import { signInRoutes } from './sign-in-routes';

export interface SessionCapability extends Capability {
  /** Absent where the settings name no directory. */
  readonly sessions: Sessions | undefined;
}

/** For lists where nobody signs in with a browser. */
const usualIdleMinutes = 30;

export function newSessions(deps: SessionDeps, settings: OidcSettings | undefined): SessionCapability {
  const routes = sessionRoutes(deps, settings?.idleMinutes ?? usualIdleMinutes);
  if (settings === undefined) return { sessions: undefined, routes, work: [] };
  const { publicUrl, idleMinutes } = settings;
  const sessions: Sessions = {
    origin: new URL(publicUrl).origin,
    async find(value) {
      const session = await deps.store.sessionByValue(value, idleMinutes);
      if (session === undefined) return undefined;
      const { sessionId, userName, role, expires } = session;
      return { sessionId, user: { userName, role }, expires };
    },
  };
  const provider = newProvider(settings);
  return { sessions, routes: [...routes, ...signInRoutes({ ...deps, provider }, settings)], work: [] };
}
