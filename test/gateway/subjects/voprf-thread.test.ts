/** The oblivious function in its thread, from dist. */
import { voprf } from '../../../gateway/subjects/voprf';
import { newVoprfThread } from '../../../gateway/subjects/voprf-thread';

const key = { seed: Buffer.alloc(32, 5).toString('base64url'), info: 'test' };
const blind = Buffer.from(`02${'00'.repeat(31)}`, 'hex').toString('base64url');

describe('the thread', () => {
  const thread = newVoprfThread();

  it('says what the function says, however much it is asked at once', async () => {
    const publicKey = await thread.derivePublicKey(key);
    expect(publicKey).toBe(await voprf.derivePublicKey(key));
    const blinded = await Promise.all(['a', 'b', 'c'].map((input) => thread.blind([input], [blind])));
    expect(blinded).toEqual(await Promise.all(['a', 'b', 'c'].map((input) => voprf.blind([input], [blind]))));
    const elements = blinded.flat();
    const answer = await thread.evaluate(key, elements);
    if (answer === undefined) throw new Error('nothing was evaluated');
    expect(await thread.isProven(publicKey, elements, answer)).toBe(true);
    const all = [{ input: 'a', blind, evaluated: answer.evaluated[0] ?? '' }];
    expect(await thread.finalise(all)).toEqual(await voprf.finalise(all));
  });

  it('leaves the gateway free while it works', async () => {
    const elements = Array.from({ length: 100 }, () => blind).map((_, index) => `input ${index}`);
    const working = thread.blind(
      elements,
      elements.map(() => blind),
    );
    let turns = 0;
    let isDone = false;
    void working.then(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    expect(turns).toBeGreaterThan(10);
  });

  it('takes turns between what is evaluated for others and what is its own', async () => {
    const [element = ''] = await voprf.blind(['a'], [blind]);
    const done: string[] = [];
    const noting = (name: string, task: Promise<unknown>) => task.then(() => done.push(name));
    const evaluations = Array.from({ length: 5 }, (_, index) =>
      noting(`theirs ${index}`, thread.evaluate(key, [element])),
    );
    const own = ['a', 'b'].map((input) => noting(`own ${input}`, thread.blind([input], [blind])));
    await Promise.all([...evaluations, ...own]);

    const places = done.map((name, place) => (name.startsWith('own') ? place : -1)).filter((place) => place >= 0);
    expect(places).toEqual([1, 3]);
    expect(done.filter((name) => name.startsWith('theirs'))).toEqual(evaluations.map((_, index) => `theirs ${index}`));
  });

  it('fails without repeating what it was given, and goes on', async () => {
    const failing = thread.blind(['secret input'], []);
    await expect(failing).rejects.toThrow(/^the oblivious function failed$/);
    expect(await thread.evaluate(key, ['no element'])).toBeUndefined();
  });
});
