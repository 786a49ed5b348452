/** Reads `dev.json`, by which scripts and later starts find the alliance that runs in a folder. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readSettings } from '../settings-file';
import { devFile, type LocalAlliance } from './alliance';
import { userRoles } from './layout';

const institutionForm = z.object({
  url: z.url(),
  partyId: z.string(),
  tokens: z.record(z.enum(userRoles), z.string()),
});

const descriptionForm: z.ZodType<LocalAlliance> = z.object({
  institutions: z.record(z.string(), institutionForm),
  processes: z.record(z.string(), z.int().optional()).default({}),
});

/** Undefined where no alliance runs. Throws SettingsWrong. */
export function readDescription(directory: string): LocalAlliance | undefined {
  const file = devFile({ directory, portBase: 0 });
  if (!existsSync(file)) return undefined;
  return readSettings(file, {
    form: descriptionForm,
    what: 'the description of a running alliance',
    repair: 'end the alliance and start it again, which writes the file anew',
  });
}
