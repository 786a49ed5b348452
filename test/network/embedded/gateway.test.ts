/** An unmodified fabric-gateway client and an unmodified chaincode on the embedded ledger: reading, writing, ordering, conflicts. */
import { Alliance } from './foreign/alliance';
import { type ForeignClient, newClient, text } from './foreign/client';

let alliance: Alliance;
let harbour: ForeignClient;

beforeAll(async () => {
  alliance = await Alliance.start();
  harbour = newClient(alliance, 'Harbour');
}, 120_000);

afterAll(async () => {
  harbour?.close();
  await alliance?.stop();
});

test('a submitted value can be read back, and the result of the transaction is what the chaincode returned', async () => {
  expect(JSON.parse(await harbour.submit('put', 'key', 'value'))).toBe('key');
  expect(JSON.parse(await harbour.evaluate('get', 'key'))).toBe('value');
});
void text;
