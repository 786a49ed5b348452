import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { besideEachPeer, newPackage, oneForAll } from '../../../network/fabric/chaincode-package';

describe('a chaincode package', () => {
  it('has the same id on every machine and at every time', () => {
    expect(newPackage('tallystick_1', besideEachPeer('odd')).id).toBe(pinnedId);
  });

  it('has another id under another label or with another connection', () => {
    const ids = [
      newPackage('tallystick_1', besideEachPeer('odd')).id,
      newPackage('tallystick_2', besideEachPeer('odd')).id,
      newPackage('tallystick_1', oneForAll('127.0.0.1:9999')).id,
    ];
    expect(new Set(ids).size).toBe(3);
  });

  it('is an archive that other programs open: metadata, and the connection within', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    try {
      writeFileSync(join(folder, 'outer.tar'), gunzipSync(newPackage('tallystick_1', besideEachPeer('odd')).bytes));
      execFileSync('tar', ['-xf', 'outer.tar'], { cwd: folder });
      writeFileSync(join(folder, 'inner.tar'), gunzipSync(readFileSync(join(folder, 'code.tar.gz'))));
      execFileSync('tar', ['-xf', 'inner.tar'], { cwd: folder });
      const content = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
      expect(content('metadata.json')).toEqual({ type: 'ccaas', label: 'tallystick_1' });
      expect(content('connection.json')).toMatchObject({ address: '{{.odd}}', tls_required: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const pinnedId = 'tallystick_1:a27903817ed0f7c65eb1c155cc51dd2f31304b5fc7088972b5dd4795049ba8cb';
