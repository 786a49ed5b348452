/** `tallystick template FILE`: the workbook that a loan book is written into. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { addConnectionOptions, type ConnectionOptions, readConnection } from './connection';
import { type ExitCode, exitCodes, refuse } from './ended';
import { writeWhole } from './files';
import { type BookKind, newPlanImports } from './plan-imports';
import type { Surroundings } from './surroundings';
import { kindOption } from './upload';

interface TemplateOptions extends ConnectionOptions {
  readonly kind?: BookKind;
}

const patienceMs = 30_000;

export function addTemplate(program: Command): Command {
  return addConnectionOptions(program.command('template').argument('<FILE>', 'where to write it'))
    .addOption(kindOption())
    .description("fetch the workbook's template from the institution's gateway");
}

export async function template(file: string, options: TemplateOptions, around: Surroundings): Promise<ExitCode> {
  const connection = readConnection(options, around);
  if (existsSync(file)) refuse(`${file} exists`);
  const waiting = (reason: string) => void around.stderr.write(`${reason} Trying again.\n`);
  const imports = newPlanImports(
    connection,
    { deadlineMs: around.nowMs() + patienceMs, waiting },
    around,
    options.kind,
  );
  writeWhole(file, await imports.template());
  around.stdout.write(`${file}\n`);
  return exitCodes.done;
}
