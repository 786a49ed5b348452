/**
 * Prepares a gateway for business: founds the alliance where it has the founding document, registers the vault's public key, and
 * registers the evaluator's key where the institution evaluates.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { foundingDocumentForm } from '../../chaincode/api/alliance';
import { canonicalJson } from '../../chaincode/api/canonical';
import { reject } from '../../chaincode/api/refusals';
import { readSettings } from '../../network/settings-file';
import type { Submitted } from '../ledger/types';
import { intervalMs } from '../work/moments';
import type { AllianceDeps } from './deps';

const pollMs = 500;
const failedMs = 2_000;
const longestFailedMs = 10_000;

/** Resolves when this institution's key is registered; tries for as long as the gateway runs. */
export async function register(deps: AllianceDeps, foundingDocumentFile: string | undefined): Promise<void> {
  const { stopping, log } = deps;
  let logged = '';
  for (let failures = 0; !stopping.aborted; ) {
    try {
      if (foundingDocumentFile !== undefined) await found(deps, foundingDocumentFile);
      if (await isMember(deps)) {
        await registerOwnKey(deps);
        return await registerEvaluator(deps);
      }
      await pause(pollMs, stopping);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name} ${(error as { code?: unknown }).code ?? ''}` : '';
      // Logged once, because waiting does not mend what an alliance of another version answers.
      if (reason !== logged) log.warn({ err: error }, 'registering with the alliance failed and is tried again');
      logged = reason;
      await pause(intervalMs(failedMs * 2 ** failures++, longestFailedMs), stopping);
    }
  }
}

/**
 * Registers the next version of this institution's key, or the given version, which may be repeated. A sealed record stays readable
 * with its key; new records are sealed for the new key once the ledger has it.
 */
export async function rotateKey(deps: AllianceDeps, version?: number): Promise<Submitted<'party:registerKey'>> {
  const keyVersion = await registeredVersion(deps);
  const next = version ?? keyVersion + 1;
  // A key that is made here stays, so none is made for a version that the ledger would refuse.
  if (next > keyVersion + 1) reject('KEY_VERSION_NOT_NEXT', { keyVersion });
  const submitted = await deps.ledger.submit('party:registerKey', await deps.vault.prepareKey(next));
  if (submitted.outcome.status === 'ACCEPTED') await activate(deps, Math.max(next, await registeredVersion(deps)));
  return submitted;
}

async function found({ alliance, ledger }: AllianceDeps, file: string): Promise<void> {
  if ((await alliance()) !== undefined) return;
  const document = readSettings(file, {
    form: foundingDocumentForm,
    what: 'a founding document',
    repair: "restore it from a copy, or take another institution's: all have the same",
  });
  const foundingHash = createHash('sha256').update(canonicalJson(document)).digest('hex');
  await accepted(ledger.submit('alliance:found', { foundingHash }));
}

async function isMember({ alliance, partyId }: AllianceDeps): Promise<boolean> {
  return (await alliance())?.members.some((member) => member.partyId === partyId) ?? false;
}

async function registerOwnKey(deps: AllianceDeps): Promise<void> {
  const registered = await registeredVersion(deps);
  if (registered > 0) return activate(deps, registered);
  await accepted(rotateKey(deps, 1));
}

/** Registers it once, because with another key the same people would be other subjects. */
async function registerEvaluator({ alliance, partyId, evaluatorKey, ledger, log }: AllianceDeps): Promise<void> {
  if (!(await alliance())?.evaluators.includes(partyId)) return;
  const publicKey = await evaluatorKey.own();
  const registered = await evaluatorKey.registered();
  if (registered === undefined) await accepted(ledger.submit('subject:registerEvaluator', { publicKey }));
  else if (registered !== publicKey)
    log.error('the vault has another key than the registered one: nothing is evaluated');
}

/** Compares the vault's key with the ledger's where that is folded, because another key would seal for nobody. */
async function activate({ store, vault, partyId }: AllianceDeps, version: number): Promise<void> {
  await vault.activate(version, (await store.partyKey(partyId, version))?.publicKey);
}

/** 0 where there is none. */
async function registeredVersion({ store, partyId }: AllianceDeps): Promise<number> {
  return (await store.party(partyId))?.keyVersion ?? 0;
}

async function accepted(
  submitted: Promise<Submitted<'alliance:found' | 'party:registerKey' | 'subject:registerEvaluator'>>,
): Promise<void> {
  const { outcome } = await submitted;
  if (outcome.status === 'REFUSED') throw Object.assign(new Error('refused'), { code: outcome.code });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
