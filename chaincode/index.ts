/**
 * The chaincode server loads this file. Here, and only here, the process meets its surroundings: the founding document that this
 * organisation was given, and this endorser's clock.
 */
import { readFileSync } from 'node:fs';
import { foundingDocumentForm } from './api/alliance';
import type { FoundingDocument } from './api/records';
import { newTimeGuard } from './clock';
import { newContracts } from './contract/contracts';

export { serializers } from './contract/serializers';

import { answerKeepalives, listenForOffers } from './state/shim-port';

const foundingDocument = readFoundingDocument(process.env.TALLYSTICK_ALLIANCE ?? 'alliance.json');

// The reader of the output may go away; endorsing goes on without it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
listenForOffers();
answerKeepalives();

export const contracts = newContracts({ foundingDocument, guardTime: newTimeGuard(Date.now) });

function readFoundingDocument(file: string): FoundingDocument {
  try {
    return foundingDocumentForm.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const repair = "restore it from a copy, or take another organisation's: all have the same";
    throw new Error(`${file} is no founding document: ${repair} (${(error as Error).message})`, { cause: error });
  }
}
