/** What a topology must not say although each of its fields is well formed. Errors are for the operator who edits the file. */
import type { Topology } from './topology';

export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** SmartBFT tolerates one liar among four; with fewer it tolerates none. */
const fewestBftOrderers = 4;

export function contradictionsOf(topology: Topology): readonly Contradiction[] {
  return [
    ...unknownOrganisations(topology),
    ...repetitions(topology),
    ...membersOutOfPlace(topology),
    ...orderersOutOfPlace(topology),
  ];
}

function unknownOrganisations({ organisations, founder, evaluators, registrar, orderers }: Topology): Contradiction[] {
  const members = organisations.map(({ name }) => name);
  const owners = [...members, ...orderers.organisations.map(({ name }) => name)];
  return [
    ...[founder]
      .filter((name) => !members.includes(name))
      .map((name) => ({ path: ['founder'], message: `no organisation is named ${name}` })),
    ...[registrar]
      .filter((name) => !members.includes(name))
      .map((name) => ({ path: ['registrar'], message: `no organisation is named ${name}` })),
    ...evaluators
      .filter((name) => !members.includes(name))
      .map((name) => ({ path: ['evaluators'], message: `no organisation is named ${name}` })),
    ...orderers.nodes.flatMap(({ organisation }, index) =>
      owners.includes(organisation)
        ? []
        : [{ path: ['orderers', 'nodes', index], message: `no organisation is named ${organisation}` }],
    ),
  ];
}

function repetitions({ organisations, orderers }: Topology): Contradiction[] {
  const owners = [...organisations, ...orderers.organisations];
  const lists = [
    { path: ['organisations'], what: 'two organisations share the name', names: owners.map(({ name }) => name) },
    { path: ['organisations'], what: 'two organisations share the MSP id', names: owners.map(({ mspId }) => mspId) },
    { path: ['orderers', 'nodes'], what: 'two orderers share the name', names: orderers.nodes.map(({ name }) => name) },
  ];
  return lists.flatMap(({ path, what, names }) =>
    names.filter((name, index) => names.indexOf(name) < index).map((name) => ({ path, message: `${what} ${name}` })),
  );
}

function membersOutOfPlace({ organisations, registrar }: Topology): Contradiction[] {
  const noEndorser = organisations.every(({ endorses }) => !endorses);
  const issuers = organisations.filter(({ partyOrgType }) => partyOrgType === 'TOKEN_ISSUER').length;
  return [
    ...(issuers === 1
      ? []
      : [{ path: ['organisations'], message: `there must be one token issuer, here are ${issuers}` }]),
    ...(noEndorser
      ? [{ path: ['organisations'], message: 'no organisation endorses, so nothing could be written' }]
      : []),
    ...organisations
      .filter(({ name, endorses }) => name === registrar && !endorses)
      .map(({ name }) => ({ path: ['registrar'], message: `${name} does not endorse, and the registrar has to` })),
    ...organisations.flatMap(({ name, partyOrgType, endorses }, index) =>
      partyOrgType === 'REGULATOR' && endorses
        ? [
            {
              path: ['organisations', index, 'endorses'],
              message: `${name} is a regulator, and regulators endorse nothing`,
            },
          ]
        : [],
    ),
  ];
}

function orderersOutOfPlace({ orderers }: Topology): Contradiction[] {
  const { consensus, nodes, organisations } = orderers;
  const few = consensus === 'BFT' && nodes.length < fewestBftOrderers;
  return [
    ...(few
      ? [
          {
            path: ['orderers', 'nodes'],
            message: `BFT needs at least ${fewestBftOrderers} orderers, here are ${nodes.length}`,
          },
        ]
      : []),
    ...organisations.flatMap(({ name }, index) =>
      nodes.some(({ organisation }) => organisation === name)
        ? []
        : [{ path: ['orderers', 'organisations', index], message: `${name} is there to order and has no orderer` }],
    ),
  ];
}
