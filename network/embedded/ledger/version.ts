/** Versions of values, compared and written as Fabric does, and the byte order of keys. */
import type { Version } from './types';

export function sameVersion(left: Version | undefined, right: Version | undefined): boolean {
  if (left === undefined || right === undefined) {
    return left === right;
  }
  return left.block === right.block && left.tx === right.tx;
}

/** The form that Fabric's error texts use. */
export function versionText(version: Version | undefined): string {
  return version === undefined ? '<nil>' : `{BlockNum: ${version.block}, TxNum: ${version.tx}}`;
}

/** Orders text by its UTF-8 bytes, as Go and LevelDB do; JavaScript's own order differs where surrogates meet U+E000–U+FFFF. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) {
      return byteOrder(a) - byteOrder(b);
    }
  }
  return left.length - right.length;
}

/** Moves surrogates, which stand for the largest code points, behind all other code units. */
function byteOrder(unit: number): number {
  if (unit < 0xd800) {
    return unit;
  }
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A map's entries in the byte order of their keys. */
export function sortedEntries<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([left], [right]) => compareKeys(left, right));
}

/** The inner map of a key, made where it is missing. */
export function innerMap<K, I, T>(map: Map<K, Map<I, T>>, key: K): Map<I, T> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}
