/**
 * How the contract API turns arguments and answers into bytes. Both are texts here. Fabric's own serializer fails on whatever is not one,
 * because it calls a function that the released class-transformer no longer has.
 */
import { canonicalJson } from '../api/canonical';
import { describeContracts } from './description';

class TextSerializer {
  /** The one function that answers no text is `org.hyperledger.fabric:GetMetadata`; it answers the description instead. */
  toBuffer(result: unknown): Buffer {
    return Buffer.from(typeof result === 'string' ? result : canonicalJson(describeContracts()));
  }

  fromBuffer(bytes: Uint8Array): { readonly value: string } {
    return { value: Buffer.from(bytes).toString() };
  }
}

export const serializers = { transaction: 'text', serializers: { text: TextSerializer } };
