/** A defect whose text no longer stands in the built package could not be put in, and only the long campaign would say so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defects } from '../campaign/defects';

const built = join(__dirname, '..', '..', 'dist');

it.each(Object.entries(defects))('finds the place for %s, once', (_, { edits }) => {
  const places = edits.map(({ file, text }) => readFileSync(join(built, file), 'utf8').split(text).length - 1);
  expect(places).toEqual(edits.map(() => 1));
});
