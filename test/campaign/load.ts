/** A stream of small recharges that waits for no answer: it goes on while the history is quiet, so that a pause of commits shows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { creditors } from './history';
import type { Call, Recorder } from './recorder';
import { recharge } from './wishes';

export interface Load {
  /** Ends the stream; resolves when every call has its outcome. */
  end(): Promise<void>;
}

const everyMs = 100;
const mark = '-load';

export function beginLoad(seed: number, recorder: Recorder): Load {
  let goesOn = true;
  const send = async () => {
    const calls: Promise<unknown>[] = [];
    for (let index = 0; goesOn; index++) {
      const holder = creditors[index % creditors.length] ?? 'harbour';
      calls.push(recorder.ask(recharge({ localId: `s${seed}${mark}${index}`, holder, amountFen: 1 })));
      await sleep(everyMs);
    }
    await Promise.all(calls);
  };
  const sent = send();
  return {
    end() {
      goesOn = false;
      return sent;
    },
  };
}

/** When the stream's calls were answered ok, in order. */
export function answersToLoad(calls: readonly Call[]): readonly number[] {
  const answered = calls
    .filter(({ wish }) => wish.id.includes(mark))
    .flatMap(({ outcomes }) => outcomes.flatMap(({ outcome, endedMs }) => (outcome === 'ok' ? [endedMs] : [])));
  return answered.sort((one, other) => one - other);
}
