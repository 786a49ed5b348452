/**
 * `tallystick-channel/1`: a channel as its members found it: who takes part and under which rules, everybody's public material, and the
 * first block that follows from both. Every importer computes that block and believes nobody.
 */
import { z } from 'zod';
import { sameContent } from '../../chaincode/api/canonical';
import { newChannelGroup } from '../channel/configuration';
import { writeGenesisBlock } from '../channel/genesis';
import { soleChannel, soundForm, type Topology } from '../topology';
import { type MemberFile, memberFileForm } from './member-file';
import type { PublicForm } from './public-file';

const capabilities = ['V2_0', 'V3_0'] as const;

const shape = z.strictObject({
  format: z.literal('tallystick-channel/1'),
  createdTime: z.iso.datetime(),
  /** Every node must have it; Fabric 2.5 has no more than V2_0. */
  capability: z.enum(capabilities),
  topology: soundForm,
  /** In the topology's order, those that only order last. */
  members: z.array(memberFileForm).min(1).max(20),
  genesisBlock: z.base64(),
});

export type ChannelFile = z.infer<typeof shape>;
type Terms = Omit<ChannelFile, 'format' | 'genesisBlock'>;

export const channelFile: PublicForm<ChannelFile> = {
  form: shape.check(({ value, issues }) => {
    const { genesisBlock, topology, members } = value;
    const faults = findDifferences(topology, members);
    const tell = (path: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [path], message });
    for (const fault of faults) tell('members', fault);
    if (faults.length === 0 && computeGenesisBlock(value).toString('base64') !== genesisBlock)
      tell('genesisBlock', 'is not the block that follows from the rest of the file');
  }),
  what: 'a channel file',
  maxBytes: 2 * 1024 * 1024,
};

/** Throws where the members' files do not fit the topology. */
export function newChannelFile(terms: Terms): ChannelFile {
  const members = inOrder(terms.topology, terms.members);
  const [fault] = findDifferences(terms.topology, members);
  if (fault !== undefined) throw new Error(fault);
  const founded = { ...terms, members };
  return {
    format: 'tallystick-channel/1',
    ...founded,
    genesisBlock: computeGenesisBlock(founded).toString('base64'),
  };
}

function computeGenesisBlock({ topology, members, capability, createdTime }: Terms): Buffer {
  const group = newChannelGroup(topology, members, capability);
  return writeGenesisBlock(group, { channel: soleChannel(topology).name, createdTime: new Date(createdTime) });
}

/** Differences between members' files and the topology, in words. */
export function findDifferences(topology: Topology, members: readonly MemberFile[]): readonly string[] {
  const { organisations, orderers } = topology;
  const owners = [...organisations, ...orderers.organisations.map((each) => ({ ...each, peers: 0 }))];
  const absent = owners.filter(({ name }) => !members.some((member) => member.name === name));
  if (absent.length > 0) return absent.map(({ name }) => `the member file of ${name} is missing: import it first`);
  return members.flatMap((member) => {
    const { name, mspId } = member;
    const owner = owners.find((each) => each.name === name);
    if (owner === undefined)
      return [`${name} is no organisation of the topology: remove its member file, or add it there`];
    const ordering = orderers.nodes.filter(({ organisation }) => organisation === name);
    const own = [mspId, member.peers.length, member.orderers.map((each) => each.name).sort()];
    const agreed = [owner.mspId, owner.peers, ordering.map((each) => each.name).sort()];
    if (sameContent(own, agreed)) return [];
    return [`${name} has another MSP id, or other peers or orderers, than the topology says: agree on one of them`];
  });
}

function inOrder({ organisations, orderers }: Topology, members: readonly MemberFile[]): MemberFile[] {
  const names = [...organisations, ...orderers.organisations].map(({ name }) => name);
  return [...members].sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
}
