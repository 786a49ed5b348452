/** What listeners heard against the events of the blocks, in order. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { Chain } from '../chain';
import { isPrompt, type Listener } from '../listener';
import type { Violation } from '../violation';

export function checkListener({ institution, heard: all }: Listener, { events }: Chain): readonly Violation[] {
  const prompts = all.map(([, json]) => json).filter(isPrompt);
  const heard = all.filter(([, json]) => !isPrompt(json));
  if (new Set(prompts).size < prompts.length) {
    return [{ invariant: 'EVENTS', what: `the listener at ${institution} was prompted twice for one maturity` }];
  }
  const index = events.findIndex(({ id, event }, place) => {
    const [heardId, json] = heard[place] ?? [];
    return heardId !== id || canonicalJson(JSON.parse(json ?? 'null')) !== canonicalJson(event);
  });
  if (index < 0 && heard.length === events.length) return [];
  const [at, instead] = index < 0 ? ['the end', heard[events.length]?.[0]] : [events[index]?.id, heard[index]?.[0]];
  return [{ invariant: 'EVENTS', what: `at ${at} the listener at ${institution} heard ${instead ?? 'nothing'}` }];
}
