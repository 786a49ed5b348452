import { createPublicKey } from 'node:crypto';

/** Public RSA keys whose private halves nobody kept: making one takes longer than most suites. */
export const firstPublicKey = `-----BEGIN PUBLIC KEY-----
MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAz09ES6ld8NZ6Y4pNinjg
HUoB54I3fbSIgBUCVrdlKwkf/30wRR0qrAUgcjKnkSpIWoUaGzglvwEtzv92z8QE
x4QZcDBcaYmSuERW63YDLVEv8K0cozlcQBIXjflsN4gGJk/MFO8lDv3dr/dtWH0+
XOsXJ73qyCgscDxFRUiey+F0CtIB5x0b9ILZfh/Gn4jijUGzy499pPSpbmV+smfU
rFIvgCo2TiCrPV75r0y+FoV/LVRXyi1ZmNTWJIXHVuvUZo3h//PYGFPHTpo+b2fa
sf6jg+TuCOkESsBg+guydaAuMuG9u+tzwB4ORqFBRc1Tj/inwEaXqS8vDJtggS2M
cVygoIkjeC5bilHwlXQcWR5aI/qiOEUQuNFpiLCsS6tYHg2XsrozOrD19TnSG5x6
OTc7FYbl7KcK4171im+9ShqOyKkoPPIlCvs9viqpw8zL7F5zq/nqpjiXWP0BK8Ke
IQGH6KFXfhsNidJnBIRbPKN7G2ZezFskoju/WZwmfPZlAgMBAAE=
-----END PUBLIC KEY-----
`;

export const secondPublicKey = `-----BEGIN PUBLIC KEY-----
MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAo9T0fHg8BkKEnaizL1k7
G65djpj1D5P4I9HoCxEctClFJcd8ygNMdt5ib0RpEdTrin7GojTIity5Hq2nClqO
feNH5J3R+cG8UTUtyDezb/z7PHHiBy3ZVIbUs9evcWYYxJjgpo+0W+cqMTzzhiQG
ISWEq52YrjVYQ8XVe9GR4cEEZKgO8wQp/kwhw5aTp7Ptul1LA/+amJG2975/XtTz
SYCH0cOsZfgLXuN/KzNnchW3bvwM0zPqwNRA4v1Yu7wCbrEzW6EbUQMgYvlDhaZT
UUdzqkD/Xa3QUBHC4MGKYtIYMgz4dxU69N5894YLiKdT4WqxON454Jm3Yd38G905
awjokXqkM9rw61fYa2h6mOE1ioaLQ53YTvIZwzGa232ZcU22ooTMAWkuhJT+hWJE
bWZtjTGsFrk3+PsqZwQ87TrjS9AyecNJi4amGbfss87dOX7bgrQJXVtrZXNLZ1RK
8xLBkSj4IYFHBZWKA58C+36bAct9X7x2s8hC4UpiIaJ3AgMBAAE=
-----END PUBLIC KEY-----
`;

/** 2048 bits. */
export const shortPublicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+ok574/ZzZEZ8eLerB+E
j+02DfZ4GoLJJaDcBL97YbWWxb58UnkaD3YbRXZ+ovLvkE8nQ0csRZtEhnGrio7U
7s34EMtlCy/yPD2E98DA9QtI08+DmSBQ2rTZAQxm3HzpE8eUpnYJmDpe5XU4JSHL
ERNCBJdXwRVmcGqXdGQ0dUFiQYi+A2m63YoWsLDSOaWac2oQDPlgA0dCkkbaXOF4
z8MHpRIkEZrnJSeNVvi0mNSWM2uGfm5IrEveaXQxzWNgQxS11dPe0/Bd80tTumwY
1zgQ2Odi6KBTlLTXTtmkB575pAXftW3iQNbkhKqt11YlCXcuwnj+J02eqRDUIRSv
eQIDAQAB
-----END PUBLIC KEY-----
`;

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}

/** The text that OpenSSL makes of a modulus and an exponent, whatever they are. */
export function rsaPublicKey(modulus: bigint, exponent = 65_537n): string {
  const jwk = { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) };
  return createPublicKey({ format: 'jwk', key: jwk }).export({ format: 'pem', type: 'spki' }) as string;
}

export function modulusOf(pem: string): bigint {
  const { n = '' } = createPublicKey(pem).export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}

/** Nothing can be sealed for it. */
export const evenPublicKey = rsaPublicKey(modulusOf(firstPublicKey) - 1n);

/** Anybody can open what is sealed for this key. */
export const openPublicKey = rsaPublicKey(modulusOf(firstPublicKey), 1n);
