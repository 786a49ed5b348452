/**
 * The baseline of the bench: what one writes first. One key for each balance and each plan, read, changed and written by
 * every confirm; the fee moves at once. One plan a transaction, and nothing checked.
 */
import { type Context, Contract } from 'fabric-contract-api';

export class NaiveContract extends Contract {
  constructor() {
    super('naive');
  }

  /** A transaction that does nothing, to measure what any transaction takes. */
  async empty(): Promise<void> {}

  /** Opens an account or a plan: a number under a key. */
  async open(context: Context, key: string, amount: string): Promise<void> {
    await context.stub.putState(key, Buffer.from(amount));
  }

  async read(context: Context, key: string): Promise<string> {
    return (await context.stub.getState(key)).toString();
  }

  /** A plan's public record, and its sealed one from the transient field. */
  async publish({ stub }: Context, assetId: string, record: string): Promise<void> {
    const sealedRecord = stub.getTransient().get('sealed');
    if (sealedRecord === undefined) throw new Error('the sealed record is missing');
    await stub.putState(assetId, Buffer.from(record));
    await stub.putPrivateData('sealed', assetId, sealedRecord);
  }

  async confirm(
    context: Context,
    confirmId: string,
    plan: string,
    payer: string,
    payee: string,
    limit: string,
    record: string,
  ): Promise<void> {
    const { stub } = context;
    if ((await stub.getState(confirmId)).length > 0) throw new Error('the confirm exists');
    const remaining = Number(await this.read(context, plan)) - Number(limit);
    const fee = Math.ceil((Number(limit) * 100) / 10_000);
    const payerBalance = Number(await this.read(context, payer)) - fee;
    if (remaining < 0 || payerBalance < 0) throw new Error('not enough');
    const payeeBalance = Number(await this.read(context, payee)) + fee;
    await stub.putState(plan, Buffer.from(String(remaining)));
    await stub.putState(payer, Buffer.from(String(payerBalance)));
    await stub.putState(payee, Buffer.from(String(payeeBalance)));
    await stub.putState(confirmId, Buffer.from(record));
  }
}
