/** Private data through an unmodified client and chaincode: who sees values, who may touch them, who endorses, and how they go. */
import { StatusCode } from '@hyperledger/fabric-gateway';
import { Alliance } from './foreign/alliance';
import { type ForeignClient, failure, newClient, text, withTransient } from './foreign/client';

let alliance: Alliance;
let harbour: ForeignClient;
let meadow: ForeignClient;

beforeAll(async () => {
  alliance = await Alliance.start();
  harbour = newClient(alliance, 'Harbour');
  meadow = newClient(alliance, 'Meadow');
}, 120_000);

afterAll(async () => {
  harbour?.close();
  meadow?.close();
  await alliance?.stop();
});

async function put(client: ForeignClient, collection: string, key: string, value: string): Promise<void> {
  await client.contract.submit('putPrivate', withTransient(value, collection, key));
}

async function read(client: ForeignClient, member: string, collection: string, key: string): Promise<string> {
  const options = { arguments: [collection, key], endorsingOrganizations: [member] };
  return text(await client.contract.evaluate('getPrivate', options));
}

describe('visibility', () => {
  test("a value can be read at every member's peer", async () => {
    await put(harbour, 'shared', 'loan', 'secret');
    expect(await read(harbour, 'Harbour', 'shared', 'loan')).toBe('secret');
    expect(await read(harbour, 'Keystone', 'shared', 'loan')).toBe('secret');
  });

  test('the peer of an organisation outside the collection has the hash and not the value', async () => {
    await put(harbour, 'open', 'known', 'secret');
    const hash = text(await meadow.contract.evaluate('privateHash', { arguments: ['open', 'known'] }));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const { message } = await failure(read(meadow, 'Meadow', 'open', 'known'));
    expect(message).toContain(
      'private data matching public hash version is not available. Public hash version = {BlockNum:',
    );
    expect(message).toContain('Private data version = <nil>');
  });

  test('a missing key is empty at every peer', async () => {
    expect(await read(meadow, 'Meadow', 'open', 'absent')).toBe('');
    expect(await read(harbour, 'Harbour', 'open', 'absent')).toBe('');
  });

  test('nothing of a value is in the blocks', async () => {
    await put(harbour, 'shared', 'hidden', 'unmistakable-value');
    const blocks = await harbour.network.getBlockEvents({ startBlock: 0n });
    const height = await newHeight(harbour);
    let seen = '';
    for await (const block of blocks) {
      seen += Buffer.from(block.serializeBinary()).toString('latin1');
      if (block.getHeader()?.getNumber() === height - 1) break;
    }
    blocks.close();
    expect(seen).toContain('shared');
    expect(seen).not.toContain('unmistakable-value');
  });
});

describe('permissions', () => {
  test('a client outside the collection may not read where only members may', async () => {
    const { message } = await failure(read(meadow, 'Keystone', 'shared', 'loan'));
    expect(message).toContain(
      'tx creator does not have read access permission on privatedata in chaincodeName:foreign collectionName: shared',
    );
  });

  test.each([
    ['getPrivate', ['key']],
    ['privateHash', ['key']],
    ['privateRange', []],
    ['removePrivate', ['key']],
    ['purgePrivate', ['key']],
  ])('%s of an implicit collection is refused, and does not look as if it were empty', async (name, args) => {
    const { message, details } = await failure(harbour.evaluate(name, '_implicit_org_Harbour', ...args));
    expect(`${message} ${details[0]?.message}`).toContain(
      'implicit collections are not supported by the embedded ledger',
    );
  });

  test('a client outside the collection may not write where only members may', async () => {
    const { details } = await failure(put(meadow, 'shared', 'loan', 'x'));
    expect(details[0]?.message).toContain('tx creator does not have write access permission on privatedata');
  });
});

describe('endorsing', () => {
  test('only members of the collection are asked to endorse transient data', async () => {
    const proposal = harbour.contract.newProposal('putPrivate', withTransient('x', 'shared', 'asked'));
    const transaction = Buffer.from((await proposal.endorse()).getBytes()).toString('latin1');
    expect(transaction).toContain('Keystone');
    expect(transaction).not.toContain('Meadow');
  });

  test('a collection with too few members for the policy needs the client to name who it trusts', async () => {
    const { code, message } = await failure(
      newKeystone((keystone) => keystone.contract.submit('putPrivate', withTransient('x', 'lone', 'k'))),
    );
    expect(code).toBe(9);
    expect(message).toContain(
      'requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [lone]',
    );
  });

  test('where a collection that is read has too few members, naming who it trusts would not help', async () => {
    const { message } = await failure(
      newKeystone((keystone) => keystone.contract.submit('copyPrivate', withTransient('x', 'lone', 'open', 'none'))),
    );
    expect(message).toContain('no peer combination can satisfy the endorsement policy');
  });

  test('what is read of a collection is only a hash, so transient data is not kept to its members', async () => {
    const proposal = harbour.contract.newProposal('privateHash', withTransient('x', 'lone', 'k'));
    expect((await proposal.endorse()).getResult()).toHaveLength(0);
  });

  test('with endorsers named, transient data goes to those and commits', async () => {
    await newKeystone(async (keystone) => {
      const options = { ...withTransient('trusted', 'lone', 'k'), endorsingOrganizations: ['Keystone', 'Meadow'] };
      await keystone.contract.submit('putPrivate', options);
      expect(await read(keystone, 'Keystone', 'lone', 'k')).toBe('trusted');
    });
  });
});

describe('a collection of one member that anybody may write into, endorsed by that member alone', () => {
  const handOver = (endorsingOrganizations: string[], key: string) =>
    harbour.contract.submitAsync('putPrivate', {
      ...withTransient('handed-over', 'inbox', key),
      endorsingOrganizations,
    });

  test('takes a value endorsed by its member alone, which nobody else holds or may read', async () => {
    const commit = await handOver(['Keystone'], 'package');
    expect((await commit.getStatus()).code).toBe(StatusCode.VALID);
    await newKeystone(async (keystone) => {
      expect(await read(keystone, 'Keystone', 'inbox', 'package')).toBe('handed-over');
      expect(await replay(keystone)).toContain('handed-over');
    });
    expect(await replay(harbour)).not.toContain('handed-over');
    for (const peer of ['Keystone', 'Harbour']) {
      const { message } = await failure(read(harbour, peer, 'inbox', 'package'));
      expect(message).toContain('tx creator does not have read access permission on privatedata');
    }
  });

  test("takes none without its member's endorsement, whoever else endorses", async () => {
    const commit = await handOver(['Harbour', 'Meadow'], 'forced');
    expect((await commit.getStatus()).code).toBe(StatusCode.ENDORSEMENT_POLICY_FAILURE);
  });

  test('does not lend its policy to what is written beside it', async () => {
    const options = { arguments: ['beside', 'x'], endorsingOrganizations: ['Keystone'] };
    const commit = await harbour.contract.submitAsync('put', options);
    expect((await commit.getStatus()).code).toBe(StatusCode.ENDORSEMENT_POLICY_FAILURE);
  });
});

describe('conflicts and limits', () => {
  test('two transactions that read and write one private key conflict', async () => {
    const endorsed = [];
    for (const value of ['a', 'b']) {
      const proposal = harbour.contract.newProposal('appendPrivate', withTransient(value, 'shared', 'contended'));
      endorsed.push(await proposal.endorse());
    }
    const commits = await Promise.all(endorsed.map((transaction) => transaction.submit()));
    const codes = await Promise.all(commits.map(async (commit) => (await commit.getStatus()).code));
    expect(codes).toEqual([StatusCode.VALID, StatusCode.MVCC_READ_CONFLICT]);
  });

  test('a range over private data finds what the own peer holds', async () => {
    await put(harbour, 'open', 'range-1', 'x');
    const keys = JSON.parse(text(await harbour.contract.evaluateTransaction('privateRange', 'open')));
    expect(keys).toContain('range-1');
    expect(JSON.parse(text(await meadow.contract.evaluateTransaction('privateRange', 'open')))).toEqual([]);
  });

  test('a write after a private range fails, since such ranges are not checked at commit', async () => {
    const { details } = await failure(harbour.submit('privateRangeAndPut', 'open'));
    expect(details[0]?.message).toContain(
      'Transaction has already performed queries on pvt data. Writes are not allowed',
    );
  });
});

describe('removal', () => {
  test('a purged value is gone from state and from replays, and a later one can be read', async () => {
    await put(harbour, 'shared', 'purged', 'first-value');
    expect(await replay(harbour)).toContain('first-value');
    await harbour.submit('purgePrivate', 'shared', 'purged');
    expect(await read(harbour, 'Harbour', 'shared', 'purged')).toBe('');
    expect(await replay(harbour)).not.toContain('first-value');
    await put(harbour, 'shared', 'purged', 'second-value');
    expect(await read(harbour, 'Harbour', 'shared', 'purged')).toBe('second-value');
    expect(await replay(harbour)).toContain('second-value');
  });

  test('a replay leaves out collections that only members may read, unless the reader is one', async () => {
    await put(harbour, 'shared', 'members-only', 'members-only-value');
    expect(await replay(meadow)).not.toContain('members-only-value');
  });

  test('a value with a block to live of 2 is gone with the third block after its own', async () => {
    await put(harbour, 'fleeting', 'k', 'brief');
    for (const key of ['a', 'b']) await harbour.submit('put', `filler-${key}`, 'x');
    expect(await read(harbour, 'Harbour', 'fleeting', 'k')).toBe('brief');
    await harbour.submit('put', 'filler-c', 'x');
    expect(await read(harbour, 'Harbour', 'fleeting', 'k')).toBe('');
  });
});

async function newKeystone<T>(use: (keystone: ForeignClient) => Promise<T>): Promise<T> {
  const keystone = newClient(alliance, 'Keystone');
  return use(keystone).finally(() => keystone.close());
}

async function newHeight(client: ForeignClient): Promise<number> {
  const { blockNumber } = await (await client.contract.submitAsync('put', { arguments: ['tick', 'x'] })).getStatus();
  return Number(blockNumber) + 1;
}

/** All private values that the client's own peer hands out, from the first block to a fresh one. */
async function replay(client: ForeignClient): Promise<string> {
  const last = (await newHeight(client)) - 1;
  const events = await client.network.getBlockAndPrivateDataEvents({ startBlock: 0n });
  let values = '';
  for await (const event of events) {
    event.getPrivateDataMapMap().forEach((sets) => {
      values += Buffer.from(sets.serializeBinary()).toString('latin1');
    });
    if (event.getBlock()?.getHeader()?.getNumber() === last) break;
  }
  events.close();
  return values;
}
