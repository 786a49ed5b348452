/** What a buyer's gateway accepts by itself. */
import pino from 'pino';
import type { SensitiveFields } from '../../../chaincode/api/sealed';
import { type AcceptanceSettings, newAcceptance } from '../../../gateway/plans/acceptance';
import { confirmView, planView } from '../../../gateway/plans/views';
import { confirm, fields, plan } from '../http/fakes';

const { licensePlateNumber: _plate, engineNumber: _engine, ...withoutCar } = fields;
const carMortgageInfo = { mileageKm: 1, timeToBuy: '2021-05-01T00:00:00.000Z' };
const withCar = { ...withoutCar, licensePlateNumber: '京A00001', engineNumber: 'E1' };

function acceptance(settings: Partial<AcceptanceSettings> = {}) {
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => logged.push(line) });
  return { logged, ...newAcceptance({ checkForm: true, ...settings }, log) };
}

it('is what costs no more than may be paid without anybody looking', () => {
  const { leave } = acceptance({ byHandAboveFen: 800 });
  expect(leave(confirm({ tokenFen: 800 }), plan(), withoutCar)).toBeUndefined();
  expect(leave(confirm({ tokenFen: 801 }), plan(), withoutCar)).toBe('FEE');
  expect(acceptance({ byHandAboveFen: 0 }).leave(confirm({ tokenFen: 1 }), plan(), withoutCar)).toBe('FEE');
});

it.each<[string, Partial<SensitiveFields>]>([
  ['a name of blanks', { partyName: ' \u3000' }],
  ['an empty name', { partyName: '' }],
  ['a mobile number that is none', { loanMobile: '12345' }],
  ['an identity number that is none', { loanIdent: '110101199003074515' }],
  ['an address of blanks', { assetData: { phoneRecordDataUrl: ' ' } }],
  ['no data', { assetData: undefined as never }],
  ['a member that no plan has', { note: 'x' } as never],
])('is nothing with %s, unless nobody asked for the form to be checked', (_what, junk) => {
  const opened = { ...withoutCar, ...junk };
  expect(acceptance().leave(confirm(), plan(), opened)).toBe('FORM');
  expect(acceptance({ checkForm: false }).leave(confirm(), plan(), opened)).toBeUndefined();
});

it('is no loan on a car without the car', () => {
  const { leave } = acceptance();
  expect(leave(confirm(), plan({ carMortgageInfo }), withCar)).toBeUndefined();
  expect(leave(confirm(), plan({ carMortgageInfo }), { ...withCar, engineNumber: undefined })).toBe('FORM');
  expect(leave(confirm(), plan(), withCar)).toBeUndefined();
});

it('shows people what waits for them, beside the confirm and in its plan, until it is settled', () => {
  const shows = { leftFor: () => 'FORM' as const };
  const delivered = confirm({ status: 'DELIVERED' });
  expect(confirmView(delivered, shows).leftFor).toBe('FORM');
  expect(planView({ plan: plan(), confirms: [delivered] }, shows).loanShareConfirms[0]?.leftFor).toBe('FORM');
  expect(confirmView({ ...delivered, status: 'PAID' }, shows).leftFor).toBeUndefined();
});

it('tells of what is left until it is gone, and logs it once without a word of what it opened to', () => {
  const { leave, leftFor, keepOnly, logged } = acceptance();
  const one = confirm({ confirmId: 'MeadowMSP:C1' });
  const other = confirm({ confirmId: 'MeadowMSP:C2' });
  for (const each of [one, one, other]) leave(each, plan(), { ...withoutCar, partyName: '' });
  expect([leftFor(one.confirmId), leftFor(other.confirmId), leftFor('MeadowMSP:C3')]).toEqual([
    'FORM',
    'FORM',
    undefined,
  ]);
  expect(logged).toHaveLength(2);
  expect(logged.join()).toContain('MeadowMSP:C1');
  expect(logged.join()).not.toContain(withoutCar.loanIdent);
  keepOnly([other]);
  expect([leftFor(one.confirmId), leftFor(other.confirmId)]).toEqual([undefined, 'FORM']);
});
