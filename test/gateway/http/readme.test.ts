import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals } from '../../../chaincode/api/refusals';
import { textOf } from '../../../gateway/api/problems';
import { ownCodes, withGeneratedParts } from './readme';

const file = join(__dirname, '..', '..', '..', 'gateway', 'api', 'README.md');
const repair = 'UPDATE_README=1 npx jest test/gateway/http/readme';

describe('gateway/api/README.md', () => {
  it(`documents the code as it is; if not, ${repair} repairs it`, () => {
    if (process.env.UPDATE_README) writeFileSync(file, withGeneratedParts(readFileSync(file, 'utf8')));
    const readme = readFileSync(file, 'utf8');
    expect(readme).toBe(withGeneratedParts(readme));
  });

  it('names every code of the gateway once, and none of the ledger', () => {
    expect(new Set(ownCodes).size).toBe(ownCodes.length);
    expect(ownCodes.filter((code) => Object.hasOwn(refusals, code))).toEqual([]);
  });

  it.each(ownCodes)('says for %s in full sentences what was wrong', (code) => {
    expect(textOf(code)).toMatch(/^[A-Z].*[.。]$/);
  });
});
