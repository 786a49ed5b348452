/**
 * Contradictions of a topology whose fields are each well formed. Errors are for the operator who edits the file, and say
 * what to do. Rules of the founding are repeated only where an operator needs the topology's own words.
 */
import type { Topology } from './topology-form';

export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** SmartBFT tolerates one liar among four; with fewer it tolerates none. */
const fewestBftOrderers = 4;

export function findContradictions(topology: Topology): readonly Contradiction[] {
  return [
    ...furtherChannels(topology),
    ...unknownOrganisations(topology),
    ...repetitions(topology),
    ...membersOutOfPlace(topology),
    ...officesOutOfPlace(topology),
    ...orderersOutOfPlace(topology),
    ...blocksOutOfShape(topology),
  ];
}

function furtherChannels({ channels }: Topology): Contradiction[] {
  if (channels.length === 1) return [];
  const message = `a network has one channel today, here are ${channels.length}: leave one, and start another network for each other`;
  return [{ path: ['channels'], message }];
}

function unknownOrganisations({ organisations, founder, evaluators, registrar, orderers }: Topology): Contradiction[] {
  const members = organisations.map(({ name }) => name);
  const owners = [...members, ...orderers.organisations.map(({ name }) => name)];
  const unless = (known: readonly string[], path: Contradiction['path'], name: string): Contradiction[] =>
    known.includes(name)
      ? []
      : [{ path, message: `no organisation is named ${name}: take one of ${known.join(', ')}, or add it` }];
  return [
    ...unless(members, ['founder'], founder),
    ...unless(members, ['registrar'], registrar),
    ...evaluators.flatMap((name, index) => unless(members, ['evaluators', index], name)),
    ...orderers.nodes.flatMap(({ organisation }, index) =>
      unless(owners, ['orderers', 'nodes', index, 'organisation'], organisation),
    ),
  ];
}

function repetitions({ organisations, evaluators, orderers }: Topology): Contradiction[] {
  const owners = [...organisations, ...orderers.organisations];
  const lists = [
    { path: ['organisations'], what: 'two organisations share the name', names: owners.map(({ name }) => name) },
    { path: ['organisations'], what: 'two organisations share the MSP id', names: owners.map(({ mspId }) => mspId) },
    {
      path: ['organisations'],
      what: 'two organisations share the party name',
      names: organisations.map(({ partyName }) => partyName),
    },
    { path: ['evaluators'], what: 'the same organisation is named twice:', names: evaluators },
    { path: ['orderers', 'nodes'], what: 'two orderers share the name', names: orderers.nodes.map(({ name }) => name) },
  ];
  return lists.flatMap(({ path, what, names }) =>
    names
      .filter((name, index) => names.indexOf(name) < index)
      .map((name) => ({ path, message: `${what} ${name}; each must have its own` })),
  );
}

function membersOutOfPlace({ organisations }: Topology): Contradiction[] {
  const noEndorser = organisations.every(({ endorses }) => !endorses);
  const issuers = organisations.filter(({ partyOrgType }) => partyOrgType === 'TOKEN_ISSUER').length;
  return [
    ...(issuers === 1
      ? []
      : [
          {
            path: ['organisations'],
            message: `there must be one token issuer, here are ${issuers}: give one organisation partyOrgType TOKEN_ISSUER`,
          },
        ]),
    ...(noEndorser
      ? [
          {
            path: ['organisations'],
            message:
              'no organisation endorses, so nothing could be written: set endorses to true for those that decide',
          },
        ]
      : []),
    ...organisations.flatMap(({ name, partyOrgType, endorses }, index) =>
      partyOrgType === 'REGULATOR' && endorses
        ? [
            {
              path: ['organisations', index, 'endorses'],
              message: `${name} is a regulator, and regulators endorse nothing: set it to false`,
            },
          ]
        : [],
    ),
  ];
}

function officesOutOfPlace({ organisations, founder, registrar }: Topology): Contradiction[] {
  const issuer = organisations.find(({ partyOrgType }) => partyOrgType === 'TOKEN_ISSUER')?.name;
  const endorsers = organisations.filter(({ endorses }) => endorses).map(({ name }) => name);
  return [
    ...(issuer === undefined || founder === issuer
      ? []
      : [{ path: ['founder'], message: `only the token issuer can found the alliance: name ${issuer}` }]),
    ...(organisations.some(({ name, endorses }) => name === registrar && !endorses)
      ? [
          {
            path: ['registrar'],
            message: `${registrar} does not endorse, and the registrar has to: name one of ${endorsers.join(', ')}`,
          },
        ]
      : []),
  ];
}

function orderersOutOfPlace({ orderers, organisations: members }: Topology): Contradiction[] {
  const { consensus, nodes, organisations } = orderers;
  const { length } = nodes;
  const taken = ['supervisor', ...members.map(({ name }) => `gateway-${name}`)];
  const even = consensus === 'etcdraft' && length % 2 === 0;
  return [
    ...(consensus === 'BFT' && length < fewestBftOrderers
      ? [
          {
            path: ['orderers', 'nodes'],
            message: `BFT needs at least ${fewestBftOrderers} orderers, here are ${length}: add some, or take etcdraft`,
          },
        ]
      : []),
    ...(even
      ? [
          {
            path: ['orderers', 'nodes'],
            message: `${length} orderers survive no more failures than ${length - 1}: take ${length - 1} or ${length + 1}`,
          },
        ]
      : []),
    ...nodes.flatMap(({ name, organisation }, index) =>
      taken.includes(name) || /^peer[0-9]$/.test(name)
        ? [
            {
              path: ['orderers', 'nodes', index, 'name'],
              message: `${name} is the name of another process of ${organisation}: choose another, such as orderer${index}`,
            },
          ]
        : [],
    ),
    ...organisations.flatMap(({ name }, index) =>
      nodes.some(({ organisation }) => organisation === name)
        ? []
        : [
            {
              path: ['orderers', 'organisations', index],
              message: `${name} is there to order and has no orderer: add one to nodes, or remove it`,
            },
          ],
    ),
  ];
}

function blocksOutOfShape({ batch: { preferredMaxBytes, absoluteMaxBytes } }: Topology): Contradiction[] {
  if (preferredMaxBytes <= absoluteMaxBytes) return [];
  const message = `is above absoluteMaxBytes: choose ${absoluteMaxBytes} or less`;
  return [{ path: ['batch', 'preferredMaxBytes'], message }];
}
