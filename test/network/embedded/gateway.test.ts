/** An unmodified fabric-gateway client and an unmodified chaincode on the embedded ledger: reading, writing, conflicts, endorsing. */
import { createPrivateKey } from 'node:crypto';
import { StatusCode, signers } from '@hyperledger/fabric-gateway';
import { common, gateway, msp, peer } from '@hyperledger/fabric-protos';
import { Alliance } from './foreign/alliance';
import { type ForeignClient, failure, newClient, submitTogether, text } from './foreign/client';

let alliance: Alliance;
let harbour: ForeignClient;

beforeAll(async () => {
  alliance = await Alliance.start({ batch: { timeoutMs: 100 } });
  harbour = newClient(alliance, 'Harbour');
}, 120_000);

afterAll(async () => {
  harbour?.close();
  await alliance?.stop();
});

async function height(): Promise<number> {
  const qscc = harbour.network.getContract('qscc');
  return common.BlockchainInfo.deserializeBinary(
    await qscc.evaluateTransaction('GetChainInfo', 'alliance'),
  ).getHeight();
}

async function readJson(name: string, ...args: string[]): Promise<unknown> {
  return JSON.parse(await harbour.evaluate(name, ...args));
}

describe('reading and writing', () => {
  test('a submitted value can be read back, and the result is what the chaincode returned', async () => {
    expect(await harbour.submit('put', 'key', 'value')).toBe('key');
    expect(await harbour.evaluate('get', 'key')).toBe('value');
  });

  test('a submitted transaction adds a block', async () => {
    const before = await height();
    await harbour.submit('put', 'counted', 'x');
    expect(await height()).toBe(before + 1);
  });

  test('what a query writes leaves no trace', async () => {
    const before = await height();
    await harbour.evaluate('put', 'ghost', 'x');
    expect(await harbour.evaluate('get', 'ghost')).toBe('');
    expect(await height()).toBe(before);
  });

  test('a transaction does not read its own writes', async () => {
    await harbour.submit('put', 'own', 'old');
    expect(await harbour.submit('putAndGet', 'own', 'new')).toBe('old');
    expect(await harbour.evaluate('get', 'own')).toBe('new');
  });

  test('an empty value deletes the key', async () => {
    await harbour.submit('put', 'emptied', 'x');
    await harbour.submit('put', 'emptied', '');
    expect(await readJson('range', 'emptied', 'emptiee')).toEqual([]);
  });

  test('composite keys answer to their prefix and stay out of plain ranges', async () => {
    await harbour.submit('putComposite', 'loan', 'a,1');
    await harbour.submit('putComposite', 'loan', 'a,2');
    await harbour.submit('putComposite', 'loan', 'ab,3');
    expect(await readJson('composites', 'loan', 'a')).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
    const plain = (await readJson('range', '', '')) as string[];
    expect(plain.filter((key) => key.includes('loan'))).toEqual([]);
  });

  test('a range of more than two batches comes whole and in order', async () => {
    await harbour.submit('fill', 'many-', '0', '250');
    const keys = (await readJson('range', 'many-', 'many.')) as string[];
    expect(keys).toHaveLength(250);
    expect(keys).toEqual([...keys].sort());
  });

  test('pages lead from bookmark to bookmark until the range is exhausted', async () => {
    await harbour.submit('fill', 'page-', '0', '5');
    expect(await readJson('page', 'page-', 'page.', '2', '')).toEqual({
      keys: ['page-000000', 'page-000001'],
      bookmark: 'page-000002',
      fetched: 2,
    });
    expect(await readJson('page', 'page-', 'page.', '2', 'page-000002')).toMatchObject({ bookmark: 'page-000004' });
    expect(await readJson('page', 'page-', 'page.', '2', 'page-000004')).toEqual({
      keys: ['page-000004'],
      bookmark: '',
      fetched: 1,
    });
  });

  test('a write after a page fails, since pages are not checked at commit', async () => {
    const { details } = await failure(harbour.submit('pageAndPut', 'a', 'z'));
    expect(details[0]?.message).toContain(
      'Transaction has already performed a paginated query. Writes are not allowed',
    );
  });

  test("history is newest first, flags deletions and bears the clients' times", async () => {
    await harbour.submit('put', 'told', 'one');
    await harbour.submit('put', 'told', 'two');
    await harbour.submit('remove', 'told');
    const changes = (await readJson('history', 'told')) as { value: string; isDelete: boolean; seconds: number }[];
    expect(changes.map(({ value, isDelete }) => [value, isDelete])).toEqual([
      ['', true],
      ['two', false],
      ['one', false],
    ]);
    for (const { seconds } of changes) expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60);
  });

  test('values of five megabytes pass', async () => {
    await harbour.submit('big', 'huge', String(5_000_000));
    expect(await readJson('bigSize', 'huge')).toBe(5_000_000);
  });
});

describe('conflicts', () => {
  test('of two transactions that read and write one key in one block, the second is refused', async () => {
    const [first, second] = await submitTogether(harbour.contract, [
      ['append', 'contended', 'a'],
      ['append', 'contended', 'b'],
    ]);
    expect(first?.code).toBe(StatusCode.VALID);
    expect(second?.code).toBe(StatusCode.MVCC_READ_CONFLICT);
    expect(second?.blockNumber).toBe(first?.blockNumber);
    expect(await harbour.evaluate('get', 'contended')).toBe('a');
  });

  test('blind writes of one key never conflict, and the later one holds', async () => {
    const statuses = await submitTogether(harbour.contract, [
      ['put', 'blind', 'a'],
      ['put', 'blind', 'b'],
    ]);
    expect(statuses.map(({ code }) => code)).toEqual([StatusCode.VALID, StatusCode.VALID]);
    expect(await harbour.evaluate('get', 'blind')).toBe('b');
  });

  test('an insertion into a range that was read is a phantom', async () => {
    const [inserted, reader] = await submitTogether(harbour.contract, [
      ['put', 'phantom-5', 'x'],
      ['rangeAndPut', 'phantom-', 'phantom.', 'counted-phantoms'],
    ]);
    expect(inserted?.code).toBe(StatusCode.VALID);
    expect(reader?.code).toBe(StatusCode.PHANTOM_READ_CONFLICT);
  });

  test('an insertion behind the first result conflicts even with a chaincode that looked no further', async () => {
    await harbour.submit('fill', 'ahead-', '0', '10');
    const [inserted, reader] = await submitTogether(harbour.contract, [
      ['put', 'ahead-000005b', 'x'],
      ['firstOfRangeAndPut', 'ahead-', 'ahead.', 'first-ahead'],
    ]);
    expect(inserted?.code).toBe(StatusCode.VALID);
    expect(reader?.code).toBe(StatusCode.PHANTOM_READ_CONFLICT);
  });

  test('a conflict reaches the caller as a CommitError with the code', async () => {
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => harbour.submit('append', 'hot', 'x')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason.name).toBe('CommitError');
      expect(reason.message).toMatch(/failed to commit with status code 11 \(MVCC_READ_CONFLICT\)/);
    }
  });

  test('64 submits at once with keys of their own are all valid', async () => {
    const before = await height();
    await Promise.all(Array.from({ length: 64 }, (_, index) => harbour.submit('put', `parallel-${index}`, 'x')));
    expect(((await readJson('range', 'parallel-', 'parallel.')) as string[]).length).toBe(64);
    expect((await height()) - before).toBeLessThan(64);
  });
});

describe('failures of chaincode', () => {
  test('what a chaincode throws reaches the one who evaluates', async () => {
    const failed = await failure(harbour.evaluate('fail', 'no such loan'));
    expect(failed.name).toBe('GatewayError');
    expect(failed.code).toBe(2);
    expect(failed.message).toContain('evaluate call to endorser returned error: chaincode response 500, no such loan');
    expect(failed.details).toMatchObject([{ mspId: 'Harbour', message: 'chaincode response 500, no such loan' }]);
  });

  test('what a chaincode throws reaches the one who submits', async () => {
    const failed = await failure(harbour.submit('fail', 'no such loan'));
    expect(failed.name).toBe('EndorseError');
    expect(failed.code).toBe(10);
    expect(failed.message).toContain('failed to endorse transaction, see attached details for more info');
    expect(failed.details).toMatchObject([{ mspId: 'Harbour', message: 'chaincode response 500, no such loan' }]);
  });

  test.each([
    ['setKeyPolicy', ['key'], 'key-level endorsement policies are not supported by the embedded ledger'],
    ['callOther', ['other'], 'calls between chaincodes are not supported by the embedded ledger'],
    ['richQuery', [], 'ExecuteQuery not supported for leveldb'],
    ['getPrivate', ['_implicit_org_Harbour', 'k'], 'implicit collections are not supported by the embedded ledger'],
    ['getPrivate', ['unheard-of', 'k'], 'collection alliance/foreign/unheard-of could not be found'],
  ])('%s answers clearly that there is no such thing', async (name, args, reason) => {
    const { message } = await failure(harbour.evaluate(name, ...args));
    expect(message).toContain(reason);
  });

  test('a chaincode that is not defined on the channel has no peers', async () => {
    const contract = harbour.network.getContract('unheard-of');
    const evaluated = await failure(contract.evaluateTransaction('x'));
    expect(evaluated).toMatchObject({ code: 9 });
    expect(evaluated.message).toContain('no peers available to evaluate chaincode unheard-of in channel alliance');
    const submitted = await failure(contract.submitTransaction('x'));
    expect(submitted.message).toContain('No metadata was found for chaincode unheard-of in channel alliance');
  });
});

describe('endorsing', () => {
  test('a majority of the endorsing organisations endorses, the own one among them', async () => {
    const transaction = await harbour.contract.newProposal('put', { arguments: ['endorsed', 'x'] }).endorse();
    expect(endorsersOf(transaction.getBytes())).toEqual(['Harbour', expect.stringMatching(/Keystone|Meadow/)]);
  });

  test('a regulator can submit, though its own endorsement does not count', async () => {
    const watchtower = newClient(alliance, 'Watchtower');
    const transaction = await watchtower.contract.newProposal('put', { arguments: ['watched', 'x'] }).endorse();
    expect(endorsersOf(transaction.getBytes())).not.toContain('Watchtower');
    const status = await (await transaction.submit()).getStatus();
    watchtower.close();
    expect(status.code).toBe(StatusCode.VALID);
  });

  test('endorsers that the client names too few of show up as a policy failure at commit', async () => {
    const proposal = harbour.contract.newProposal('put', {
      arguments: ['few', 'x'],
      endorsingOrganizations: ['Meadow'],
    });
    const status = await (await (await proposal.endorse()).submit()).getStatus();
    expect(status.code).toBe(StatusCode.ENDORSEMENT_POLICY_FAILURE);
    expect(await harbour.evaluate('get', 'few')).toBe('');
  });

  test('an organisation without a peer cannot be named', async () => {
    const call = harbour.contract.submit('put', {
      arguments: ['k', 'v'],
      endorsingOrganizations: ['Meadow', 'Nobody'],
    });
    const failed = await failure(call);
    expect(failed).toMatchObject({ name: 'EndorseError', code: 14 });
    expect(failed.message).toContain('failed to find any endorsing peers for org(s): Nobody');
  });

  test('organisations whose chaincodes disagree give no transaction', async () => {
    const failed = await failure(harbour.submit('differ', 'random'));
    expect(failed).toMatchObject({ name: 'EndorseError', code: 10 });
    expect(failed.message).toContain('failed to collect enough transaction endorsements');
    expect(failed.details.map(({ message }) => message)).toContain('ProposalResponsePayloads do not match');
  });

  test('the same signed transaction twice is a duplicate, and its status stays that of the first', async () => {
    const transaction = await harbour.contract.newProposal('put', { arguments: ['twice', 'x'] }).endorse();
    const first = await (await transaction.submit()).getStatus();
    const before = await height();
    const again = await (await transaction.submit()).getStatus();
    expect(again).toEqual(first);
    while ((await height()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const qscc = harbour.network.getContract('qscc');
    const block = common.Block.deserializeBinary(
      await qscc.evaluateTransaction('GetBlockByNumber', 'alliance', String(before)),
    );
    expect(block.getMetadata()?.getMetadataList_asU8()[2]).toEqual(Uint8Array.of(StatusCode.DUPLICATE_TXID));
  });

  test('a proposal of a transaction that is committed is refused', async () => {
    const proposal = harbour.contract.newProposal('put', { arguments: ['once', 'x'] });
    await (await (await proposal.endorse()).submit()).getStatus();
    const failed = await failure(proposal.endorse());
    expect(failed.details[0]?.message).toContain(`duplicate transaction found [${proposal.getTransactionId()}]`);
  });
});

describe('identities', () => {
  test('chaincode sees who called, when, and at whose peer it runs', async () => {
    const proposal = harbour.contract.newProposal('whoAmI', { transientData: { secret: 'x' } });
    const seen = JSON.parse(text(await proposal.evaluate()));
    expect(seen).toMatchObject({ mspId: 'Harbour', peerMspId: 'Harbour', transient: ['secret'] });
    expect(seen.id).toMatch(/^x509::.*CN=User1@harbour\.example\.com::.*CN=ca\.harbour\.example\.com$/);
    expect(seen.binding).toMatch(/^[0-9a-f]{64}$/);
    expect(Math.abs(Date.parse(seen.time) - Date.now())).toBeLessThan(60_000);
  });

  test("each organisation's peer runs its own chaincode process", async () => {
    const watchtower = newClient(alliance, 'Watchtower');
    const seen = JSON.parse(await watchtower.evaluate('whoAmI'));
    watchtower.close();
    expect(seen.peerMspId).toBe('Watchtower');
  });

  test('a client may send its query to another organisation', async () => {
    const answer = await harbour.contract.evaluate('whoAmI', { endorsingOrganizations: ['Meadow'] });
    expect(JSON.parse(text(answer)).peerMspId).toBe('Meadow');
  });

  test('a client may sign elsewhere and hand the signatures in', async () => {
    const { contract } = harbour;
    const key = alliance.people.get('Harbour')?.client.privateKey ?? '';
    const signer = signers.newPrivateKeySigner(createPrivateKey(key));
    const unsigned = contract.newProposal('put', { arguments: ['offline', 'x'] });
    const proposal = harbour.gateway.newSignedProposal(unsigned.getBytes(), await signer(unsigned.getDigest()));
    const unsignedTransaction = await proposal.endorse();
    const transaction = harbour.gateway.newSignedTransaction(
      unsignedTransaction.getBytes(),
      await signer(unsignedTransaction.getDigest()),
    );
    const unsignedCommit = await transaction.submit();
    const commit = harbour.gateway.newSignedCommit(unsignedCommit.getBytes(), await signer(unsignedCommit.getDigest()));
    expect((await commit.getStatus()).successful).toBe(true);
    expect(await harbour.evaluate('get', 'offline')).toBe('x');
  });
});

/** The MSP ids of a prepared transaction's endorsers, in their order. */
function endorsersOf(preparedTransaction: Uint8Array): string[] {
  const envelope = gateway.PreparedTransaction.deserializeBinary(preparedTransaction).getEnvelope();
  const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? new Uint8Array());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
  const endorsements = actionPayload.getAction()?.getEndorsementsList() ?? [];
  return endorsements.map((each) => msp.SerializedIdentity.deserializeBinary(each.getEndorser_asU8()).getMspid());
}
