/** Every program of the project, asked for its options and given one that it has not. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { within } from '../run/pace';

const dist = join(__dirname, '../../dist');

const programs = [
  'network/embedded/main.js',
  'network/detached/main.js',
  'gateway/main.js',
  'scripts/start.js',
  'scripts/demo.js',
  'scripts/bench.js',
  'scripts/tallystick.js',
];

function run(program: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, program), ...args], {
    encoding: 'utf8',
    timeout: within(30_000),
  });
  return { status, stdout, stderr };
}

test.each(programs)('%s tells its usage when it is asked, and ends with 0', (program) => {
  const { status, stdout, stderr } = run(program, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/\w/);
});

test.each(programs.slice(0, -1))('%s refuses an option that it has not in one line, and ends with 2', (program) => {
  const { status, stdout, stderr } = run(program, '--nonsense');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe("Unknown option '--nonsense'; --help shows what can be given\n");
});

test('the embedded ledger without a configuration says how to name one', () => {
  expect(run('network/embedded/main.js')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'name the configuration with --config FILE; --help shows what can be given\n',
  });
});

test('the embedded ledger names a configuration that cannot be read, without a stack trace', () => {
  const { status, stderr } = run('network/embedded/main.js', '--config', '/nowhere/config.json');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^\/nowhere\/config\.json does not exist: [^\n]*\n$/);
});
