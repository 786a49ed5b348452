import { planNodes, portsTaken } from '../../../network/fabric/nodes';
import { shippedPlan } from './plans';

test('every node of every shipped topology has ports of its own, within a hundred of the base', () => {
  for (const name of [undefined, 'two-organisations', 'four-bft-orderers']) {
    const plan = shippedPlan(name);
    const ports = portsTaken(plan);
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports.every((port) => port >= 8101 && port < 8201)).toBe(true);
  }
});

test('nodes keep their ports when an organisation with an orderer is added behind them', () => {
  const { topology, layout, peers, orderers } = shippedPlan();
  const { organisations } = topology;
  const lantern = {
    ...organisations[1],
    name: 'lantern',
    partyName: 'Lantern',
    mspId: 'LanternMSP',
  } as (typeof organisations)[0];
  const nodes = [...topology.orderers.nodes, { name: 'orderer3', organisation: 'lantern' }];
  const larger = planNodes(
    { ...topology, organisations: [...organisations, lantern], orderers: { ...topology.orderers, nodes } },
    layout,
  );
  expect(larger.peers.slice(0, peers.length)).toEqual(peers);
  expect(larger.orderers.slice(0, orderers.length)).toEqual(orderers);
});

test('an orderer lies in the folder of the member that runs it, or of the organisation that only orders', () => {
  expect(shippedPlan().orderers.map(({ folder }) => folder)).toEqual([
    '/somewhere/institutions/keystone/organizations/peerOrganizations/keystone.example.com/orderers/orderer0.keystone.example.com',
    '/somewhere/institutions/harbour/organizations/peerOrganizations/harbour.example.com/orderers/orderer1.harbour.example.com',
    '/somewhere/institutions/meadow/organizations/peerOrganizations/meadow.example.com/orderers/orderer2.meadow.example.com',
  ]);
  expect(shippedPlan('two-organisations').orderers[0]?.folder).toBe(
    '/somewhere/institutions/ordering/organizations/ordererOrganizations/ordering.example.com/orderers/orderer0.ordering.example.com',
  );
});
