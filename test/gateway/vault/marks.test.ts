/** Marks, by which SQL finds what must not stand there. */
import { newVault, removeVaults } from './vaults';

afterAll(removeVaults);

describe('a mark', () => {
  it('is the same for the same text and context, and another for every other vault', async () => {
    const vault = await newVault();
    const mark = vault.deriveMark('number', '11010519491231002X');

    expect(mark).toMatch(/^[0-9a-f]{64}$/);
    expect(vault.deriveMark('number', '11010519491231002X')).toBe(mark);
    expect(vault.deriveMark('name', '11010519491231002X')).not.toBe(mark);
    expect((await newVault()).deriveMark('number', '11010519491231002X')).not.toBe(mark);
  });
});
