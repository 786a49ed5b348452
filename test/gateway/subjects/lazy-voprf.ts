/** The oblivious function, loaded when a test asks for it: the library computes tables of curves, which takes a tenth of a second. */
import type { Voprf } from '../../../gateway/subjects/voprf';

const load = (): Voprf => require('../../../gateway/subjects/voprf').voprf;

export const voprf: Voprf = {
  derivePublicKey: async (...given) => load().derivePublicKey(...given),
  blind: async (...given) => load().blind(...given),
  evaluate: async (...given) => load().evaluate(...given),
  isProven: async (...given) => load().isProven(...given),
  finalise: async (...given) => load().finalise(...given),
};
