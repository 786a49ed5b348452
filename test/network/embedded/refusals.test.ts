/** Who is turned away, where, and with which of Fabric's words. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Proposal, signers } from '@hyperledger/fabric-gateway';
import { readElement, readPositive, sequenceTag, writeElement, writePositive } from '../../../network/identity/der';
import { issueMember, newOrganisation } from '../../../network/identity/organisation';
import { Alliance } from './foreign/alliance';
import { type ForeignClient, failure, newClient, withTransient } from './foreign/client';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

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

async function sign(digest: Uint8Array): Promise<Uint8Array> {
  const key = alliance.people.get('Harbour')?.client.privateKey ?? '';
  return signers.newPrivateKeySigner(createPrivateKey(key))(digest);
}

function withHighS(signature: Uint8Array): Buffer {
  const bytes = Buffer.from(signature);
  const r = readPositive(bytes, readElement(bytes, 0, sequenceTag).start);
  const s = readPositive(bytes, r.end);
  return writeElement(sequenceTag, writePositive(r.value), writePositive(ORDER - s.value));
}

function newProposal(): Proposal {
  return harbour.contract.newProposal('put', { arguments: ['refused', 'x'] });
}

describe('of a proposal', () => {
  test('a signature of other bytes is refused', async () => {
    const proposal = harbour.gateway.newSignedProposal(newProposal().getBytes(), await sign(Buffer.alloc(32, 1)));
    const failed = await failure(proposal.evaluate());
    expect(failed.code).toBe(9);
    expect(failed.message).toContain(
      'evaluate call to endorser returned error: error validating proposal: access denied: channel [alliance] creator org [Harbour]',
    );
  });

  test('a valid signature with the higher s is refused', async () => {
    const unsigned = newProposal();
    const signature = withHighS(await sign(unsigned.getDigest()));
    const failed = await failure(harbour.gateway.newSignedProposal(unsigned.getBytes(), signature).endorse());
    expect(failed.code).toBe(10);
    expect(failed.details[0]?.message).toBe(
      'error validating proposal: access denied: channel [alliance] creator org [Harbour]',
    );
  });

  test('a certificate of another authority is refused', async () => {
    const { members } = await newOrganisation({
      domain: 'harbour.example.com',
      members: [{ name: 'User1', role: 'client' }],
    });
    const [impostor] = members;
    const client = newClient(alliance, 'Harbour', impostor && { credentials: impostor.signing });
    const failed = await failure(client.evaluate('get', 'k'));
    client.close();
    expect(failed.code).toBe(9);
    expect(failed.message).toContain('access denied: channel [alliance] creator org unknown, creator is malformed');
  });

  test('an MSP that is not of the channel is refused', async () => {
    const client = newClient(alliance, 'Harbour', { mspId: 'Nobody' });
    const failed = await failure(client.evaluate('get', 'k'));
    client.close();
    expect(failed.message).toContain('creator org unknown, creator is malformed');
  });

  test('an expired certificate finds no peer that would take it', async () => {
    const read = (name: string) => readFileSync(join(alliance.folder, name), 'utf8');
    const signing = { certificate: read('Harbour-ca.pem'), privateKey: read('Harbour-ca.key') };
    const authorities = { domain: 'harbour.example.com', signing, tls: signing };
    const validity = { now: new Date(Date.now() - 5_000), memberDays: 1 / 86_400 };
    const { signing: expired } = await issueMember(authorities, { name: 'Old', role: 'client' }, validity);
    const client = newClient(alliance, 'Harbour', { credentials: expired });
    const failed = await failure(client.evaluate('get', 'k'));
    client.close();
    expect(failed.code).toBe(14);
    expect(failed.message).toContain('failed to evaluate transaction, see attached details for more info');
    expect(failed.details.map(({ mspId, message }) => [mspId, message])).toContainEqual([
      'Harbour',
      'proposal client identity expired',
    ]);
  });

  test("a peer's certificate may not propose", async () => {
    const credentials = alliance.people.get('Harbour')?.peer;
    const client = newClient(alliance, 'Harbour', credentials && { credentials });
    const failed = await failure(client.evaluate('get', 'k'));
    client.close();
    expect(failed.code).toBe(9);
    expect(failed.message).toContain(
      "Failed evaluating policy on signed data during check policy on channel [alliance] with policy [/Channel/Application/Writers]: [implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied]",
    );
  });

  test('an administrator may propose', async () => {
    const credentials = alliance.people.get('Harbour')?.admin;
    const client = newClient(alliance, 'Harbour', credentials && { credentials });
    expect(await client.submit('put', 'administered', 'x')).toBe('administered');
    client.close();
  });

  test('a channel that does not exist is unknown everywhere', async () => {
    const network = harbour.gateway.getNetwork('elsewhere');
    const contract = network.getContract('foreign');
    expect((await failure(contract.evaluateTransaction('get', 'k'))).message).toContain(
      '14 UNAVAILABLE: failed to get config for channel [elsewhere]',
    );
    expect((await failure(contract.submitTransaction('put', 'k', 'v'))).message).toContain(
      '9 FAILED_PRECONDITION: no combination of peers can be derived which satisfy the endorsement policy',
    );
    const named = { arguments: ['k', 'v'], endorsingOrganizations: ['Harbour', 'Keystone'] };
    expect((await failure(contract.submit('put', named))).message).toContain(
      '14 UNAVAILABLE: failed to find any endorsing peers for org(s): Harbour, Keystone',
    );
    expect((await failure(contract.submit('putPrivate', withTransient('x', 'shared', 'k')))).message).toContain(
      "9 FAILED_PRECONDITION: no endorsers found in the gateway's organization",
    );
    const events = await network.getChaincodeEvents('foreign');
    const heard = (async () => {
      for await (const event of events) return event;
      return undefined;
    })();
    expect((await failure(heard)).message).toContain(
      '7 PERMISSION_DENIED: Failed to get policy manager for channel [elsewhere]',
    );
  });
});

describe('of a transaction', () => {
  test('a signature of other bytes is refused by the orderer', async () => {
    const prepared = await newProposal().endorse();
    const transaction = harbour.gateway.newSignedTransaction(prepared.getBytes(), await sign(Buffer.alloc(32, 1)));
    const failed = await failure(transaction.submit());
    expect(failed).toMatchObject({ name: 'SubmitError', code: 10 });
    expect(failed.message).toMatch(
      /received unsuccessful response from orderer: status=FORBIDDEN, info=.*: permission denied/,
    );
  });

  test('more bytes than a block may ever hold are refused by the orderer', async () => {
    const failed = await failure(harbour.submit('big', 'too-big', String(11_000_000)));
    expect(failed).toMatchObject({ name: 'SubmitError', code: 10 });
    expect(failed.message).toMatch(/message payload is \d+ bytes and exceeds maximum allowed 10485760 bytes/);
  });

  test('a commit status is told to nobody who did not sign for it', async () => {
    const transaction = await newProposal().endorse();
    const commit = await transaction.submit();
    const forged = harbour.gateway.newSignedCommit(commit.getBytes(), await sign(Buffer.alloc(32, 1)));
    const failed = await failure(forged.getStatus());
    expect(failed).toMatchObject({ name: 'CommitStatusError', code: 7 });
    expect(failed.message).toContain('with policy [/Channel/Application/Readers]');
  });
});
