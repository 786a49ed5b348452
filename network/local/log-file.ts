/**
 * The file that a process writes its output to. A full disk or a missing folder must neither end the writer nor delay the
 * process. Output that cannot be written is lost, and the file says how much once it can be written again.
 */
import { appendFileSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * Opens the file for each piece, so that a log that somebody moved away begins anew. Writes at once, so that a reader who learns
 * of a process's end finds its last words.
 */
export function newLogFile(file: string): Writable {
  let lostBytes = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const before = lostBytes === 0 ? '' : `(${lostBytes} bytes of this log were lost: there was no room)\n`;
      try {
        appendFileSync(file, Buffer.concat([Buffer.from(before), chunk]), { mode: 0o600 });
        lostBytes = 0;
      } catch {
        lostBytes += chunk.length;
      }
      done();
    },
  });
}
