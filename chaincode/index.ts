/**
 * What the chaincode server loads. Here, and only here, the process meets its surroundings: the founding document that this
 * organisation was given, and this endorser's clock.
 */
import { newTimeGuard } from './clock';
import { newContracts } from './contract/contracts';
import { readFoundingDocument } from './founding-document';
import { listenForOffers } from './state/shim-port';

const foundingDocument = readFoundingDocument(process.env.TALLYSTICK_ALLIANCE ?? 'alliance.json');

listenForOffers();

export const contracts = newContracts({ foundingDocument, guardTime: newTimeGuard(Date.now) });
