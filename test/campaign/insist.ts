/** What a caller does besides sending its command once. */
import type { Insistence } from './history';
import type { Outcome, Recorder, Wish } from './recorder';
import { changed } from './wishes';

/** Answers the outcome of the command itself; nothing more is sent where it came too early. */
export async function insist(
  recorder: Recorder,
  wish: Wish,
  { twice, again }: Insistence,
  isEarly: (outcome: Outcome) => boolean = () => false,
): Promise<Outcome> {
  const outcome = await (twice ? recorder.askTwice(wish) : recorder.ask(wish));
  if (isEarly(outcome)) return outcome;
  if (again === 'SAME') await recorder.ask(wish);
  if (again === 'OTHER') await recorder.ask(changed(wish));
  return outcome;
}
