import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../../chaincode/api/canonical';
import { commit } from '../../../chaincode/api/commitment';
import type { ConfirmRecord, PlanRecord, Wrap } from '../../../chaincode/api/records';
import {
  commitToKey,
  deriveOneOffPublicKey,
  encryptRecord,
  hashOfSealed,
  isOneOffPublicKey,
  type SealedRecord,
  wrapDataKey,
} from '../../../chaincode/api/sealed';
import { dispute } from '../../../chaincode/domain/exchange';
import type { SealedPlan, Vault } from '../../../gateway/vault/types';
import { at } from '../store/records';
import { canaries, confirmedBy, fields, newVault, published, removeVaults } from './vaults';

const assetId = 'HarbourMSP:plan-1';
let harbour: Vault;
let meadow: Vault;
let sealed: SealedPlan;
let plan: PlanRecord;
let confirm: ConfirmRecord;
let wrap: Wrap;

beforeAll(async () => {
  [harbour, meadow] = await Promise.all([newVault(), newVault()]);
  sealed = await harbour.seal(assetId, fields);
  plan = published(sealed);
  confirm = confirmedBy(meadow, plan);
  wrap = await harbour.wrapFor(plan, sealed.sealedRecord, confirm);
});

afterAll(removeVaults);

describe('a one-off key', () => {
  it('is a point of P-256 of which the vault knows the private half', () => {
    const privateKey = Buffer.from(meadow.revealOneOffKey(assetId, confirm.confirmId), 'base64url');
    expect(privateKey).toHaveLength(32);
    expect(isOneOffPublicKey(confirm.oneOffPublicKey)).toBe(true);
    expect(deriveOneOffPublicKey(privateKey)).toBe(confirm.oneOffPublicKey);
  });

  it('is the same for the same confirm, and another for every other confirm, asset and vault', () => {
    const key = (vault: Vault, asset: string, local: string) => vault.oneOffPublicKey(asset, `MeadowMSP:${local}`);
    const keys = [
      key(meadow, assetId, 'c-1'),
      key(meadow, assetId, 'c-2'),
      key(meadow, 'HarbourMSP:plan-2', 'c-1'),
      key(harbour, assetId, 'c-1'),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(key(meadow, assetId, 'c-1')).toBe(keys[0]);
  });
});

describe('a delivery', () => {
  it('opens for whom it is made to the fields that were committed to', async () => {
    expect(await meadow.openDelivered(plan, sealed.sealedRecord, { ...confirm, wrap })).toEqual({ fields });
  });

  it('is wrapped with a fresh key every time', async () => {
    const again = await harbour.wrapFor(plan, sealed.sealedRecord, confirm);
    expect(again.ephemeralPublicKey).not.toBe(wrap.ephemeralPublicKey);
    expect(await meadow.openDelivered(plan, sealed.sealedRecord, { ...confirm, wrap: again })).toEqual({ fields });
  });

  it('is not made of what its own vault could not open', async () => {
    const other = await harbour.seal('HarbourMSP:plan-2', fields);
    await expect(harbour.wrapFor(plan, other.sealedRecord, confirm)).rejects.toMatchObject({
      code: 'RECORD_UNREADABLE',
    });
    const lying = { ...plan, fieldsCommitment: 'a'.repeat(64) };
    await expect(harbour.wrapFor(lying, sealed.sealedRecord, confirm)).rejects.toThrow(
      'does not open to what the plan',
    );
    await expect(meadow.wrapFor(plan, sealed.sealedRecord, confirm)).rejects.toThrow('is not wrapped for version 1');
  });

  it('is not made for a confirm of another plan, nor for a key that is no point of the curve', async () => {
    const astray = { ...confirm, assetId: 'HarbourMSP:plan-2' };
    await expect(harbour.wrapFor(plan, sealed.sealedRecord, astray)).rejects.toThrow(`is not of ${assetId}`);
    const offCurve = { ...confirm, oneOffPublicKey: Buffer.alloc(65, 4).toString('base64url') };
    await expect(harbour.wrapFor(plan, sealed.sealedRecord, offCurve)).rejects.toMatchObject({
      code: 'CONFIRM_UNREADABLE',
    });
  });

  it('is not judged where there is none, or with keys that this vault did not make', async () => {
    await expect(meadow.openDelivered(plan, sealed.sealedRecord, confirm)).rejects.toThrow('has no delivery');
    await expect(harbour.openDelivered(plan, sealed.sealedRecord, { ...confirm, wrap })).rejects.toThrow(
      'was not made with this vault',
    );
  });

  it('is unusable as a RECORD where the record is not the published one', async () => {
    const again = await harbour.seal(assetId, fields);
    expect(await meadow.openDelivered(plan, again.sealedRecord, { ...confirm, wrap })).toEqual({ unusable: 'RECORD' });
  });
});

describe('a bad delivery', () => {
  const channel = 'alliance';
  const ephemeral = () => Buffer.from('11'.repeat(32), 'hex');
  const wrapOf = (dataKey: Uint8Array) =>
    wrapDataKey(dataKey, confirm.oneOffPublicKey, ephemeral(), { channel, assetId, confirmId: confirm.confirmId });

  /** What a contributor could publish and deliver, honest where the case does not say otherwise. */
  function fraud(changes: { readonly dataKey?: Buffer; readonly asset?: string; readonly plaintext?: unknown }) {
    const { dataKey = randomBytes(32), asset = assetId, plaintext = fields } = changes;
    const [salt, iv] = [randomBytes(32), randomBytes(12)];
    const content = { salt, fields: plaintext as typeof fields };
    const encrypted = encryptRecord(content, { dataKey, iv }, { channel, assetId: asset });
    const record = { format: 'tallystick-sealed-1', keyVersion: 1, wrappedKey: 'AA', ...encrypted } as SealedRecord;
    const sealedRecord = canonicalJson(record);
    return {
      dataKey,
      sealedRecord,
      plan: {
        ...plan,
        sealedHash: hashOfSealed(sealedRecord),
        keyCommitment: commitToKey(dataKey),
        fieldsCommitment: commit(salt, content.fields),
      },
    };
  }

  interface Case {
    readonly plan: PlanRecord;
    readonly sealedRecord: string;
    readonly wrap: Wrap;
  }

  const cases: readonly [string, 'WRAP' | 'KEY' | 'RECORD' | undefined, () => Case | Promise<Case>][] = [
    ['nothing wrong', undefined, () => ({ plan, sealedRecord: sealed.sealedRecord, wrap })],
    [
      'a fraud that is none',
      undefined,
      () => {
        const made = fraud({});
        return { ...made, wrap: wrapOf(made.dataKey) };
      },
    ],
    [
      'a wrap for another confirm',
      'WRAP',
      async () => ({
        plan,
        sealedRecord: sealed.sealedRecord,
        wrap: await harbour.wrapFor(plan, sealed.sealedRecord, confirmedBy(meadow, plan, 'c-2')),
      }),
    ],
    [
      'a wrap that is noise',
      'WRAP',
      () => ({
        plan,
        sealedRecord: sealed.sealedRecord,
        wrap: { ...wrap, wrappedKey: randomBytes(40).toString('base64url') },
      }),
    ],
    ['an empty wrap', 'WRAP', () => ({ plan, sealedRecord: sealed.sealedRecord, wrap: { ...wrap, wrappedKey: '' } })],
    [
      'a key of another length',
      'WRAP',
      () => {
        const made = fraud({});
        return { ...made, wrap: wrapOf(randomBytes(24)) };
      },
    ],
    ['another key', 'KEY', () => ({ ...fraud({}), wrap: wrapOf(randomBytes(32)) })],
    [
      'a record of another asset',
      'RECORD',
      () => {
        const made = fraud({ asset: 'HarbourMSP:plan-2' });
        return { ...made, wrap: wrapOf(made.dataKey) };
      },
    ],
    [
      'a record of another form',
      'RECORD',
      () => {
        const made = fraud({ plaintext: { partyName: 7 } });
        return { ...made, wrap: wrapOf(made.dataKey) };
      },
    ],
    [
      'a commitment to other fields',
      'RECORD',
      () => {
        const made = fraud({});
        return { ...made, plan: { ...made.plan, fieldsCommitment: 'b'.repeat(64) }, wrap: wrapOf(made.dataKey) };
      },
    ],
    [
      'a record that is no JSON',
      'RECORD',
      () => {
        const { dataKey, plan: published } = fraud({});
        const sealedRecord = 'no record';
        return { plan: { ...published, sealedHash: hashOfSealed(sealedRecord) }, sealedRecord, wrap: wrapOf(dataKey) };
      },
    ],
  ];

  it.each(cases)(
    'with %s is judged %p, and the chaincode refunds exactly what is unusable',
    async (_, verdict, make) => {
      const made = await make();
      const delivered: ConfirmRecord = { ...confirm, status: 'DELIVERED', wrap: made.wrap };
      const opened = await meadow.openDelivered(made.plan, made.sealedRecord, delivered);
      expect(opened).toEqual(verdict === undefined ? { fields } : { unusable: verdict });
      const oneOffPrivateKey = Buffer.from(meadow.revealOneOffKey(assetId, confirm.confirmId), 'base64url');
      const judged = () => dispute({ ...made, confirm: delivered, oneOffPrivateKey }, { channel, time: at(1) });
      if (verdict === undefined) expect(judged).toThrow('DISPUTE_NOT_PROVEN');
      else expect(judged()).toMatchObject({ status: 'REFUNDED' });
    },
  );
});

describe('an error of the vault', () => {
  it('says nothing of the fields, the keys or the record', async () => {
    const lying = { ...plan, fieldsCommitment: 'a'.repeat(64) };
    const errors = await Promise.all(
      [
        () => harbour.openOwn(lying, sealed.sealedRecord),
        () => harbour.openOwn({ ...plan, keyCommitment: '' }, sealed.sealedRecord),
        () => harbour.openOwn(plan, JSON.stringify(fields)),
        () => harbour.openOwn({ ...plan, sealedHash: hashOfSealed(JSON.stringify(fields)) }, JSON.stringify(fields)),
        () => harbour.wrapFor(lying, sealed.sealedRecord, confirm),
        () => meadow.openDelivered(plan, sealed.sealedRecord, confirm),
        () => harbour.seal('plan-1', fields),
        () => harbour.seal(assetId, { ...fields, partyName: `${canaries[0]}\ud800` }),
      ].map((attempt) =>
        attempt().then(
          () => 'nothing failed',
          (error: Error) => `${error.stack} ${JSON.stringify(error)}`,
        ),
      ),
    );
    const { wrappedKey, ciphertext } = JSON.parse(sealed.sealedRecord) as SealedRecord;
    for (const text of errors) {
      expect(text).toContain('Error: ');
      for (const secret of [...canaries, wrappedKey, ciphertext]) expect(text).not.toContain(secret);
    }
  });
});
