import { common, msp } from '@hyperledger/fabric-protos';
import { decodePolicy, encodePolicy } from '../../../network/identity/policy-envelope';
import { parsePolicy } from '../../../network/identity/policy-text';

const harbourPeer = { kind: 'signedBy', mspId: 'Harbour', role: 'peer' };
const meadowPeer = { kind: 'signedBy', mspId: 'Meadow', role: 'peer' };

describe('the text of a policy', () => {
  test('of AND means all, of OR one, of OutOf the number it gives', () => {
    const rules = [harbourPeer, meadowPeer];
    expect(parsePolicy("AND('Harbour.peer', 'Meadow.peer')")).toEqual({ kind: 'outOf', n: 2, rules });
    expect(parsePolicy("OR('Harbour.peer', 'Meadow.peer')")).toEqual({ kind: 'outOf', n: 1, rules });
    expect(parsePolicy("OutOf(2, 'Harbour.peer', 'Meadow.peer')")).toEqual({ kind: 'outOf', n: 2, rules });
  });

  test('may nest gates', () => {
    expect(parsePolicy("OR('Harbour.peer', AND('Meadow.peer'))")).toEqual({
      kind: 'outOf',
      n: 1,
      rules: [harbourPeer, { kind: 'outOf', n: 1, rules: [meadowPeer] }],
    });
  });

  test.each(['member', 'admin', 'client', 'peer', 'orderer'])('knows the role %s', (role) => {
    expect(parsePolicy(`OR('Harbour.${role}')`)).toMatchObject({ rules: [{ role }] });
  });

  test('may be spaced, quoted and capitalised in the other ways that Fabric takes', () => {
    const policy = parsePolicy("OR('Harbour.peer')");
    for (const text of [' Or ( "Harbour.peer" )\n', "OUTOF('1','Harbour.peer')", "outof(01,'Harbour.peer')"]) {
      expect(parsePolicy(text)).toEqual(policy);
    }
  });

  test('may name MSP ids with dots and hyphens', () => {
    expect(parsePolicy("OR('a.b-C.9.peer')")).toMatchObject({ rules: [{ mspId: 'a.b-C.9', role: 'peer' }] });
  });

  test('may ask for none, or for one more than there is, which nobody satisfies', () => {
    expect(parsePolicy("OutOf(0, 'Harbour.peer')")).toMatchObject({ n: 0 });
    expect(parsePolicy("OutOf(2, 'Harbour.peer')")).toMatchObject({ n: 2 });
  });

  test.each([
    ['', 'expected AND, OR or OutOf at character 1, found its end'],
    ["'Harbour.peer'", 'expected AND, OR or OutOf at character 1, found "Harbour.peer"'],
    ["and('Harbour.peer')", 'expected AND, OR or OutOf at character 1, found "and"'],
    ["constructor('Harbour.peer')", 'expected AND, OR or OutOf at character 1, found "constructor"'],
    ["OR'Harbour.peer'", 'expected "(" at character 3'],
    ['OR()', "expected a gate or 'MSP.role' with role member, admin, client, peer or orderer at character 4"],
    ["OR('Harbour.peer'", 'expected ")" at character 18, found its end'],
    ["OR('Harbour.peer' 'Meadow.peer')", 'expected ")" at character 19, found "Meadow.peer"'],
    ["OR('Harbour.peer',)", 'at character 19, found ")"'],
    ["OR('Harbour.peer') OR", 'expected the end of the policy at character 20, found "OR"'],
    ["OR('Harbour.boss')", 'at character 4, found "Harbour.boss"'],
    ["OR('Harbour')", 'at character 4, found "Harbour"'],
    ["OR('.peer')", 'at character 4, found ".peer"'],
    ["OR('Har_bour.peer')", 'at character 4, found "Har_bour.peer"'],
    ["OR(',')", 'at character 4, found ","'],
    ["OR('Harbour.peer)", 'at character 4, found "\'Harbour.peer)"'],
    ["OR('Harbour.peer', 2)", 'at character 20, found "2"'],
    ['OutOf(1)', 'expected "," at character 8, found ")"'],
    ["OutOf('Harbour.peer')", 'expected a number of rules at character 7, found "Harbour.peer"'],
    ["OutOf(-1, 'Harbour.peer')", 'expected a number of rules at character 7'],
    ["OutOf(3, 'Harbour.peer')", 'expected at most 2 at character 7, found "3"'],
  ])('%s is refused with the place of the fault', (text, fault) => {
    expect(() => parsePolicy(text)).toThrow(`policy ${text}: `);
    expect(() => parsePolicy(text)).toThrow(fault);
  });
});

describe('the bytes of a policy', () => {
  const texts = [
    "OR('Harbour.admin', AND('Harbour.peer', OutOf(2, 'Harbour.client', 'Harbour.orderer', 'a.b-C.member')), 'X.peer', OR(AND('Y.client')))",
    "OutOf(0, 'Harbour.member')",
    "OutOf(2, 'Harbour.admin')",
  ];

  test.each(texts)('give back %s', (text) => {
    const policy = parsePolicy(text);
    expect(decodePolicy(encodePolicy(policy))).toEqual(policy);
  });

  test('are those that configtxgen 3.1 writes for the same text', () => {
    const ofConfigtxgen = [
      '12381236080112020805121a12180802120208031210120e080212020800120208011202080212020806120e120c0801120812060801120208041a',
      '0d120b0a07486172626f757210021a0d120b0a07486172626f757210041a0912070a05612e622d431a0d120b0a07486172626f757210031a071205',
      '0a015910021a0d120b0a07486172626f757210011a0712050a01581003',
    ].join('');
    expect(encodePolicy(parsePolicy(texts[0] ?? '')).toString('hex')).toBe(ofConfigtxgen);
  });

  test('may let several rules share a principal', () => {
    const envelope = envelopeOf(signedBy(0), signedBy(0));
    expect(decodePolicy(envelope.serializeBinary())).toMatchObject({ n: 2, rules: [harbourPeer, harbourPeer] });
  });

  test('are refused where they say what roles cannot', () => {
    const byUnit = envelopeOf(signedBy(0));
    byUnit.getIdentitiesList()[0]?.setPrincipalClassification(msp.MSPPrincipal.Classification.ORGANIZATION_UNIT);
    expect(() => decodePolicy(byUnit.serializeBinary())).toThrow('a principal that is no role of an MSP');
  });

  test('are refused with a missing principal, an empty rule, another version, or as anything else', () => {
    expect(() => decodePolicy(envelopeOf(signedBy(1)).serializeBinary())).toThrow('names principal 1 of 1');
    expect(() => decodePolicy(envelopeOf(new common.SignaturePolicy()).serializeBinary())).toThrow('empty rule');
    expect(() => decodePolicy(new Uint8Array())).toThrow('empty rule');
    const ofFuture = envelopeOf(signedBy(0));
    ofFuture.setVersion(1);
    expect(() => decodePolicy(ofFuture.serializeBinary())).toThrow('unknown version 1');
    expect(() => decodePolicy(Buffer.from('no policy'))).toThrow();
  });

  function signedBy(index: number): common.SignaturePolicy {
    const rule = new common.SignaturePolicy();
    rule.setSignedBy(index);
    return rule;
  }

  function envelopeOf(...rules: common.SignaturePolicy[]): common.SignaturePolicyEnvelope {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(encodePolicy(parsePolicy("AND('Harbour.peer')")));
    const outOf = new common.SignaturePolicy.NOutOf();
    outOf.setN(rules.length);
    outOf.setRulesList(rules);
    envelope.getRule()?.setNOutOf(outOf);
    return envelope;
  }
});
