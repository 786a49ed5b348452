/**
 * Settings that follow from topology and options, in a file that an operator may edit: what was edited stays, and all else follows.
 * A copy of the last written settings lies beside the file, because only so can an edit be told from a change of the topology.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readSettings } from '../settings-file';
import { replaceWhole } from '../whole-file';

type Settings = Readonly<Record<string, unknown>>;

/** Tells of every setting that differs from what was there, or from what follows from the topology. */
export function writeKeepingEdits(file: string, next: Settings, tell: (note: string) => void): void {
  const written = file.replace(/\.json$/, '.written.json');
  const following = asWritten(next);
  const current = read(file);
  const base = read(written) ?? current;
  const settings = current === undefined ? following : merged({ base: base ?? {}, current, next: following });
  for (const name of namesIn(settings, following)) {
    if (isDeepStrictEqual(settings[name], following[name])) continue;
    tell(`${file}: ${name} stays as it was edited; topology and options would have it otherwise`);
  }
  for (const name of namesIn(settings, current ?? settings)) {
    if (current === undefined || isDeepStrictEqual(settings[name], current[name])) continue;
    tell(`${file}: ${name} is rewritten, as topology and options have it now`);
  }
  replaceWhole(written, writeText(following));
  replaceWhole(file, writeText(settings));
}

function merged({ base, current, next }: Readonly<Record<'base' | 'current' | 'next', Settings>>): Settings {
  const entries = namesIn(current, next).map((name) => {
    const isEdited = !isDeepStrictEqual(current[name], base[name]);
    return [name, isEdited ? current[name] : next[name]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function namesIn(...several: readonly Settings[]): readonly string[] {
  return [...new Set(several.flatMap((settings) => Object.keys(settings)))];
}

/** Writes settings that follow from the topology as a whole. No edit is kept, and `tell` gets a note of that. */
export function rewrite(file: string, content: string, tell: (note: string) => void): void {
  if (existsSync(file) && readFileSync(file, 'utf8') !== content) {
    tell(`${file} is rewritten: it was edited, or what it follows from has changed`);
  }
  replaceWhole(file, content);
}

function read(file: string): Settings | undefined {
  if (!existsSync(file)) return undefined;
  return readSettings(file, {
    form: z.record(z.string(), z.unknown()),
    what: "a gateway's settings",
    repair: 'correct it, or remove it: it is written anew as the topology has it',
  });
}

function writeText(settings: Settings): string {
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/** JSON knows no undefined. */
function asWritten(settings: Settings): Settings {
  return JSON.parse(writeText(settings)) as Settings;
}
