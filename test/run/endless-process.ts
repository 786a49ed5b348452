/** A suite that ends only when its run is ended: it starts a process that leaves its group and ignores signals. */
import { spawn } from 'node:child_process';

it('starts a process and waits', async () => {
  const program =
    "for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {}); setInterval(() => {}, 1e3)";
  spawn(process.execPath, ['-e', program], { detached: true, stdio: 'ignore' }).unref();
  await new Promise(() => undefined);
}, 600_000);
