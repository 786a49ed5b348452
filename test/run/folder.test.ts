/** A run's files lie in memory or on the disk. */
import { tmpdir } from 'node:os';
import { chooseParent, memoryFolder, type Place } from './folder';

const place = (changes: Partial<Place> = {}): Place => ({
  mounts: '/dev/vda / ext4 rw 0 0\ntmpfs /dev/shm tmpfs rw,relatime,size=24684084k 0 0\n',
  freeBytes: 2 * 1024 ** 3,
  asked: undefined,
  ...changes,
});

describe('the files of a run', () => {
  it('lie in memory where there is room', () => expect(chooseParent(place())).toBe(memoryFolder));

  it.each([
    ['there is little room', { freeBytes: 64 * 1024 ** 2 }],
    ['no program may start from there', { mounts: 'shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime 0 0\n' }],
    ['the machine has no such folder', { mounts: '/dev/vda / ext4 rw 0 0\n' }],
    ['the folder is on a disk', { mounts: '/dev/vda /dev/shm ext4 rw 0 0\n' }],
    ['nobody may write there', { mounts: 'tmpfs /dev/shm tmpfs ro 0 0\n' }],
    ['somebody asks for another folder', { asked: '/elsewhere' }],
  ])('lie in the folder for temporary files where %s', (_why, changes) =>
    expect(chooseParent(place(changes))).toBe(tmpdir()),
  );
});
