import { ledgerFormat } from '../../chaincode/api/records';

/** Another version of Tallystick founded the ledger. Nothing was folded; the message says what to do. */
export class LedgerOutdated extends Error {
  override readonly name = 'LedgerOutdated';

  constructor() {
    super(
      `another version of Tallystick founded this ledger: its alliance does not have format ${ledgerFormat}, which this version reads; ` +
        'run the version that founded it, or begin anew with "npm start -- --fresh", or on Fabric with "tallystick network reset"',
    );
  }
}
