/** What the audit log writes, and when. */
import { newAuditLog } from '../../../gateway/audit/log';
import type { NewEntry } from '../../../gateway/audit/store';
import type { AuditNote } from '../../../gateway/http/audit';

function newWorld() {
  const commits: (readonly NewEntry[])[] = [];
  let ms = Date.parse('2026-03-01T12:00:00.000Z');
  let failure: Error | undefined;
  const append = async (entries: readonly NewEntry[]) => {
    await new Promise(setImmediate);
    if (failure !== undefined) throw failure;
    commits.push(entries);
  };
  const world = {
    log: newAuditLog({ append }, () => ms),
    commits,
    wait: (seconds: number) => {
      ms += seconds * 1_000;
    },
    fail: (error: Error | undefined) => {
      failure = error;
    },
    signIns: () => commits.flat().filter(({ operation }) => operation === 'signIn'),
  };
  return world;
}

const note = (userName: string): AuditNote => ({
  operation: 'readBorrower',
  user: { userName, role: 'officer' },
  about: ['A1'],
  status: 200,
  code: undefined,
});

describe('a note', () => {
  it('is durable when it resolves, and shares a commit with those of the same moment', async () => {
    const { log, commits } = newWorld();
    await Promise.all(['anna', 'bert'].map((userName) => log.note(note(userName))));
    expect(commits.map((entries) => entries.map(({ userName }) => userName))).toEqual([['anna', 'bert']]);
  });

  it('that comes while others are written waits for the next commit, and is never before them', async () => {
    const { log, commits } = newWorld();
    const first = log.note(note('anna'));
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
    await Promise.all([first, log.note(note('bert')), log.note(note('carl'))]);
    expect(commits.map((entries) => entries.map(({ userName }) => userName))).toEqual([['anna'], ['bert', 'carl']]);
  });

  it('that cannot be written fails for its own callers only', async () => {
    const { log, commits, fail } = newWorld();
    fail(new Error('full'));
    await expect(log.note(note('anna'))).rejects.toThrow('full');
    fail(undefined);
    await log.note(note('bert'));
    expect(commits.flat().map(({ userName }) => userName)).toEqual(['bert']);
  });
});

describe('refused sign-ins', () => {
  it('have one entry at once, and one for all others of the minute when it has ended', async () => {
    const { log, signIns, wait } = newWorld();
    for (let count = 0; count < 50; count++) await log.countRefusedSignIn('NOT_SIGNED_IN');
    expect(signIns()).toMatchObject([{ status: 401, code: 'NOT_SIGNED_IN', count: 1 }]);
    wait(61);
    await log.countRefusedSignIn('NOT_SIGNED_IN');

    expect(signIns().map(({ count, since }) => [count, since])).toEqual([
      [1, '2026-03-01T12:00:00.000Z'],
      [49, '2026-03-01T12:00:00.000Z'],
      [1, '2026-03-01T12:01:00.000Z'],
    ]);
  });

  it('are counted by code', async () => {
    const { log, signIns } = newWorld();
    for (const code of ['NOT_SIGNED_IN', 'TOO_MANY_FAILED_SIGN_INS', 'TOO_MANY_FAILED_SIGN_INS'] as const) {
      await log.countRefusedSignIn(code);
    }
    await log.flush();
    expect(signIns().map(({ code, count }) => [code, count])).toEqual([
      ['NOT_SIGNED_IN', 1],
      ['TOO_MANY_FAILED_SIGN_INS', 1],
      ['TOO_MANY_FAILED_SIGN_INS', 1],
    ]);
  });

  it('of an ended minute are written with the next note', async () => {
    const { log, commits, wait } = newWorld();
    for (let count = 0; count < 3; count++) await log.countRefusedSignIn('NOT_SIGNED_IN');
    await log.note(note('anna'));
    wait(60);
    await log.note(note('anna'));
    expect(commits.map((entries) => entries.map(({ operation, count }) => [operation, count]))).toEqual([
      [['signIn', 1]],
      [['readBorrower', undefined]],
      [
        ['signIn', 2],
        ['readBorrower', undefined],
      ],
    ]);
  });
});
