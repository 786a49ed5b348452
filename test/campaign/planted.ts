/** A copy of the built package with one defect put in by hand, in one place or more. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Edit {
  /** Under `dist`. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

export interface PlantedPackage {
  readonly root: string;
  remove(): void;
}

const packageRoot = join(__dirname, '..', '..');

/** Throws where a text does not stand in its file exactly once: the defect would prove nothing. */
export function plant(edits: readonly Edit[]): PlantedPackage {
  const root = mkdtempSync(join(tmpdir(), 'tallystick-planted-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  for (const part of ['package.json', join('network', 'topology.yaml'), 'dist']) {
    cpSync(join(packageRoot, part), join(root, part), { recursive: true });
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  for (const { file, text, instead } of edits) {
    const path = join(root, 'dist', file);
    const parts = readFileSync(path, 'utf8').split(text);
    if (parts.length !== 2) {
      remove();
      throw new Error(`${file} holds the text of the defect ${parts.length - 1} times`);
    }
    writeFileSync(path, parts.join(instead));
  }
  return { root, remove };
}
