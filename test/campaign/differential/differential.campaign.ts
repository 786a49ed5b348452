/**
 * Seeded histories on Fabric and on the embedded ledger at once, which must be alike to the clients. Needs Fabric's programs
 * (FABRIC_BIN). DIFFERENTIAL_SEED names the first seed, DIFFERENTIAL_ROUNDS how many.
 */
import { createHash, randomInt } from 'node:crypto';
import { describeOnFabric } from '../../network/fabric/on-fabric';
import { say } from '../campaign';
import { type Difference, differences } from './differences';
import { drawHistory } from './drawn';
import { each, type Ground, layGround } from './ground';
import { play, prepare, type Signers } from './play';
import { Side } from './side';
import { Signer } from './signed';

const { DIFFERENTIAL_SEED = randomInt(1_000_000), DIFFERENTIAL_ROUNDS = '200' } = process.env;
const seeds = Array.from({ length: Number(DIFFERENTIAL_ROUNDS) }, (_, round) => Number(DIFFERENTIAL_SEED) + round);

describeOnFabric('one history on Fabric and on the embedded ledger', () => {
  let ground: Ground;
  let sides: { readonly fabric: Side; readonly embedded: Side };
  let signers: Signers;
  let steps = 0;

  beforeAll(async () => {
    ground = await layGround();
    const { keystone, harbour, meadow } = ground.people;
    const outsider = new Signer(meadow);
    const insider = new Signer(harbour, outsider);
    const clients = { keystone: new Signer(keystone, insider), harbour: insider, meadow: new Signer(meadow, insider) };
    const peers = each((member) => new Signer(ground.peers[member]));
    signers = { clients, endorsers: { peers, client: insider } };
    sides = {
      fabric: new Side(ground.fabric, clients),
      embedded: new Side(ground.embedded, clients),
    };
    await Promise.all([sides.fabric.follow(), sides.embedded.follow()]);
  }, 240_000);

  afterAll(async () => {
    sides?.fabric.close();
    sides?.embedded.close();
    await ground?.clear();
    say(`${seeds.length} histories, ${steps} steps`);
  }, 60_000);

  async function compare(seed: number): Promise<readonly Difference[]> {
    let count = 0;
    const nonce = () => createHash('sha256').update(`${seed}/${count++}`).digest().subarray(0, 24);
    const prepared = prepare(drawHistory(seed), signers, nonce);
    const [fabric, embedded] = await Promise.all([play(prepared, sides.fabric), play(prepared, sides.embedded)]);
    steps += fabric.length;
    return differences(fabric, embedded);
  }

  // One after another: a proposal that a peer of Fabric refuses closes the connection on which its gateway has others under way.
  it.each(seeds)(
    'is the same to its clients (seed %i)',
    async (seed) => {
      expect((await compare(seed)).slice(0, 3)).toEqual([]);
    },
    120_000,
  );
});
