/**
 * What the chaincode server loads. Here, and only here, the process meets its surroundings: the founding document that this
 * organisation was given, and this endorser's clock.
 */
import { readFileSync } from 'node:fs';
import { foundingDocumentForm } from './api/alliance';
import type { FoundingDocument } from './api/records';
import { newTimeGuard } from './clock';
import { newContracts } from './contract/contracts';
import { listenForOffers } from './state/shim-port';

const documentFile = process.env.TALLYSTICK_ALLIANCE ?? 'alliance.json';
const foundingDocument: FoundingDocument = foundingDocumentForm.parse(JSON.parse(readFileSync(documentFile, 'utf8')));

// Whoever reads the output may go away; endorsing goes on without it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
listenForOffers();

export const contracts = newContracts({ foundingDocument, guardTime: newTimeGuard(Date.now) });
