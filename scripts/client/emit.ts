/** `npm run emit:client`: writes the generated part of the client package. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '../../gateway/api/operations';
import { emitClient } from './emitted';

/** Three folders up from dist/scripts/client, two from scripts/client. */
const root = join(__dirname, ...(__dirname.endsWith(join('dist', 'scripts', 'client')) ? ['../../..'] : ['../..']));
export const clientFolder = join(root, 'gateway/client');
export const emittedFile = join(clientFolder, 'emitted.ts');

export function emit(): string {
  const { version } = JSON.parse(readFileSync(join(clientFolder, 'package.json'), 'utf8')) as { version: string };
  return emitClient(operations, version);
}

if (require.main === module) writeFileSync(emittedFile, emit());
