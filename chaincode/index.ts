/**
 * What the chaincode server loads. Here, and only here, the process meets its surroundings: the founding document that this
 * organisation was given, and this endorser's clock.
 */
import { newTimeGuard } from './clock';
import { newContracts } from './contract/contracts';
import { readFoundingDocument } from './founding-document';
import { listenForOffers } from './state/shim-port';

const foundingDocument = readFoundingDocument(process.env.TALLYSTICK_ALLIANCE ?? 'alliance.json');

// Whoever reads the output may go away; endorsing goes on without it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
listenForOffers();

export const contracts = newContracts({ foundingDocument, guardTime: newTimeGuard(Date.now) });
