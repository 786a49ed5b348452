/** Serves the naive contract with the stock shim: `node naive-server.js HOST:PORT PACKAGE_ID`. */
import type { Shim } from 'fabric-shim';
import { answerKeepalives } from '../../chaincode/state/shim-port';
import { NaiveContract } from './naive-contract';

// The shim's declarations do not show what its own command line uses.
const shim = require('fabric-shim') as typeof Shim;
const ChaincodeFromContract = require('fabric-shim/lib/contract-spi/chaincodefromcontract');
const { JSONSerializer } = require('fabric-contract-api');

// Peers send them; the stock shim ends on the first.
answerKeepalives();
const [address = '', ccid = ''] = process.argv.slice(2);
const serializers = { transaction: 'jsonSerializer', serializers: { jsonSerializer: JSONSerializer } };
const chaincode = new ChaincodeFromContract([NaiveContract], serializers, {});

(
  shim.server(chaincode, { ccid, address } as Parameters<typeof Shim.server>[1]) as unknown as {
    start(): Promise<void>;
  }
)
  .start()
  .then(
    () => console.log('ready'),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
