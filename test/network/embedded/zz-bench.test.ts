import { Alliance } from './foreign/alliance';
import { newClient } from './foreign/client';
test('bench', async () => {
  const a = await Alliance.start();
  const c = newClient(a, 'Harbour');
  await c.submit('put', 'x', 'y');
  const run = async (label: string, conc: number, secs: number, f: (i: number) => Promise<unknown>) => {
    const lat: number[] = []; const endAt = Date.now() + secs * 1000; let i = 0; const t0 = Date.now();
    await Promise.all(Array.from({ length: conc }, async () => { while (Date.now() < endAt) { const s = performance.now(); await f(i++); lat.push(performance.now() - s); } }));
    lat.sort((x, y) => x - y); console.log(label, `${(lat.length / ((Date.now() - t0) / 1000)).toFixed(0)}/s p50 ${lat[lat.length >> 1]?.toFixed(1)} p95 ${lat[Math.floor(lat.length * 0.95)]?.toFixed(1)}`);
  };
  await run('evaluate C=1', 1, 3, () => c.evaluate('get', 'x'));
  await run('evaluate C=64', 64, 4, () => c.evaluate('get', 'x'));
  await run('submit C=1', 1, 3, (i) => c.submit('put', `a${i}`, 'v'));
  await run('submit C=64', 64, 8, (i) => c.submit('put', `b${i}`, 'v'));
  c.close(); await a.stop();
}, 120_000);
