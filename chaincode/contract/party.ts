/** Transactions on an institution's own entry. */
import { reject } from '../api/refusals';
import { registerKey as register } from '../domain/party';
import { keys } from '../state/keys';
import type { Execution } from './transaction';

const registerKey: Execution<'party:registerKey'> = {
  reads: ({ version }, partyId) => [keys.party(partyId), keys.partyKey(partyId, version)],
  execute: async (key, { state, caller: { partyId }, time, announce }) => {
    const answer = { partyId, version: key.version };
    const existing = await state.get('partyKey', keys.partyKey(partyId, key.version));
    if (existing !== undefined) {
      if (existing.publicKey !== key.publicKey) reject('KEY_EXISTS_WITH_OTHER_CONTENT', { version: key.version });
      return { answer, repeated: true };
    }
    const entry = await state.get('party', keys.party(partyId));
    if (entry === undefined) reject('PARTY_NOT_FOUND', { partyId });
    const { party, partyKey } = register(entry, key, time);
    state.put(party);
    state.put(partyKey);
    announce({ name: 'PartyKeyEvent', partyId, version: key.version });
    return { answer };
  },
};

export const partyExecutions = { 'party:registerKey': registerKey };
