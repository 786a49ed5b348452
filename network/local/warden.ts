/**
 * Ends what this process started where it is killed itself, and so can end nothing any more. A shell beside it knows the ids of its
 * children; once the pipe between them closes, it ends those that are left, whatever programs they are.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Reads the ids of all that run, a line each time that changes. Signals to its terminal's or supervisor's group are not for it. */
const program = `
trap '' INT TERM HUP
while read -r line; do pids=$line; done
tell() { for pid in $pids; do kill "$1" "$pid" 2>/dev/null && lives=yes; done; }
tell -TERM
for second in 1 2 3 4 5; do lives=; tell -0; [ "$lives" ] || exit 0; sleep 1; done
tell -KILL
`;

const children = new Set<number>();
let warden: ChildProcess | undefined;

/** From now on it ends with this process, however that ends. */
export function watchOver(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  children.add(pid);
  tell();
  child.once('exit', () => {
    children.delete(pid);
    tell();
  });
}

function tell(): void {
  warden ??= appoint();
  warden.stdin?.write(`${[...children].join(' ')}\n`);
}

/** In a group of its own, since whoever kills this process's group means all of it. */
function appoint(): ChildProcess {
  const { PATH = '' } = process.env;
  const shell = spawn('/bin/sh', ['-c', program], {
    cwd: '/',
    detached: true,
    env: { PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const isGone = () => {
    if (warden === shell) warden = undefined;
  };
  shell.on('error', isGone).on('exit', isGone);
  shell.stdin?.on('error', isGone);
  shell.unref();
  (shell.stdin as unknown as { unref(): void } | null)?.unref();
  return shell;
}
