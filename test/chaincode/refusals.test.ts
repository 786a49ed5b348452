import { parseRejection, type RefusalCode, Rejection, refusals } from '../../chaincode/api/refusals';
import { refusalCases } from './refusal-cases';

describe('every refusal of the table is reached, and exactly it', () => {
  const codes = Object.keys(refusals) as RefusalCode[];
  it.each(codes.map((code) => [code, refusalCases[code].when] as const))('answers %s when %s', async (code) => {
    await expect(refusalCases[code].reach()).resolves.toBe(code);
  });

  it('has its cases in the order of the table', () => {
    expect(Object.keys(refusalCases)).toEqual(codes);
  });
});

describe('the text in which a refusal crosses Fabric', () => {
  it('comes back whole for every code, whatever a peer puts before it', () => {
    for (const code of Object.keys(refusals) as RefusalCode[]) {
      const rejection = new Rejection(code, { assetId: 'HarbourMSP:a1', remainingLimitRmb: 20_000 });
      const text = `chaincode response 500, Error: ${rejection.message}`;
      expect(parseRejection(text)).toEqual(rejection);
    }
  });

  it.each([
    'Error: PHANTOM_READ_CONFLICT {"a":1}',
    'PLAN_NOT_OPEN',
    'failed to execute transaction: timeout expired',
    '',
    'toString {"a":1}',
  ])('is not found in %j', (text) => {
    expect(parseRejection(text)).toBeUndefined();
  });
});
