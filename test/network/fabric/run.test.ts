import { CommandFailed, run } from '../../../network/fabric/run';

const node = (script: string, ...args: string[]) =>
  run({ file: process.execPath, args: ['-e', script, '--', ...args] });

test('answers with what the command wrote', async () => {
  expect(await node('console.log("well")')).toBe('well\n');
});

test('names a command that fails, with its last lines and without its arguments', async () => {
  const failing = node('console.error("first\\nsecond\\nthe reason"); process.exit(3)', 'do-not-tell');
  await expect(failing).rejects.toThrow(CommandFailed);
  await expect(failing).rejects.toThrow(/^node ended with 3: first \| second \| the reason$/);
});

test('ends a command that does not end by itself', async () => {
  const endless = run({ file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], deadlineMs: 300 });
  await expect(endless).rejects.toThrow('node did not end within 300 ms');
});

test('names a command that is not there', async () => {
  await expect(run({ file: '/nowhere/peer', args: ['channel', 'join', '-b', 'x'] })).rejects.toThrow(
    /^peer channel join failed: .*ENOENT/,
  );
});
