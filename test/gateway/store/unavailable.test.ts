import { StoreBelongsElsewhere, StoreUnavailable } from '../../../gateway/store/types';
import { tellUnavailable } from '../../../gateway/store/unavailable';
import type { Store } from '../../../gateway/stores';

/** What a caller meets when the database fails with the error. */
async function meets(error: Error): Promise<unknown> {
  const store = { userByToken: () => Promise.reject(error) } as unknown as Store;
  return tellUnavailable(store)
    .userByToken('token')
    .catch((met: unknown) => met);
}

const withCode = (code: string) => Object.assign(new Error('of the driver'), { code });

describe('a database that cannot serve now', () => {
  it.each([
    ['refuses connections', withCode('ECONNREFUSED')],
    ['is starting up', withCode('57P03')],
    ['was shut down', withCode('57P01')],
    ['has a full disk', withCode('53100')],
    ['cancelled what took too long', withCode('57014')],
    ['is a file on a full disk', withCode('SQLITE_FULL')],
    ['is a file that another process holds', withCode('SQLITE_BUSY')],
    ['broke the connection', new Error('Connection terminated unexpectedly')],
    ['does not answer', new Error('Query read timeout')],
  ])('is told as unavailable where it %s', async (_, error) => {
    expect(await meets(error)).toBeInstanceOf(StoreUnavailable);
    expect(await meets(error)).toMatchObject({ cause: error });
  });

  it.each([
    ['a constraint that is violated', withCode('23505')],
    ['a statement that is wrong', withCode('SQLITE_ERROR')],
    ["another ledger's chain", new StoreBelongsElsewhere(7)],
    ['a mistake of ours', new TypeError('undefined is not a function')],
  ])('is not taken for the reason of %s', async (_, error) => {
    expect(await meets(error)).toBe(error);
  });

  it('is counted for each call that it does not serve, and for no other failure', async () => {
    let count = 0;
    const failing = (error: Error) => tellUnavailable({ users: () => Promise.reject(error) }, () => (count += 1));
    await expect(failing(withCode('SQLITE_FULL')).users()).rejects.toThrow(StoreUnavailable);
    await expect(failing(withCode('23505')).users()).rejects.toThrow('of the driver');
    expect(count).toBe(1);
  });

  it('is answered as it is where it serves', async () => {
    const store = { users: () => Promise.resolve([]) } as unknown as Store;
    await expect(tellUnavailable(store).users()).resolves.toEqual([]);
  });
});
