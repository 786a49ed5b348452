/** One organisation in this process, with a chaincode that is defined and never runs: for what is answered before any chaincode runs. */
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { connect, type Gateway, signers } from '@hyperledger/fabric-gateway';
import { google, gateway as protos } from '@hyperledger/fabric-protos';
import { parseConfig } from '../../../../network/embedded/config';
import { type Embedded, startEmbedded } from '../../../../network/embedded/start';
import { serializeIdentity } from '../../../../network/identity/identity';
import { type Credentials, newOrganisation } from '../../../../network/identity/organisation';
import { newSigner } from '../../../../network/identity/signature';
import { within } from '../../../run/pace';

interface Request {
  serializeBinary(): Uint8Array;
}

export class Alone {
  private constructor(
    readonly folder: string,
    readonly embedded: Embedded,
    readonly client: Client,
    readonly gateway: Gateway,
    /** The user's, as `SerializedIdentity`. */
    readonly identity: Buffer,
    readonly sign: (message: Uint8Array) => Buffer,
  ) {}

  static async start(): Promise<Alone> {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-alone-'));
    const members = [
      { name: 'peer0', role: 'peer' },
      { name: 'User1', role: 'client' },
    ] as const;
    const { authorities, members: issued } = await newOrganisation({ domain: 'harbour.example.com', members });
    const [peer, user] = issued.map(({ signing }) => signing) as [Credentials, Credentials];
    const files = { ca: authorities.signing.certificate, cert: peer.certificate, key: peer.privateKey };
    for (const [name, pem] of Object.entries(files)) writeFileSync(join(folder, name), pem);
    const config = {
      directory: 'ledger',
      channels: [{ name: 'alliance', chaincodes: [{ name: 'loans', version: '1', packageId: 'loans:1' }] }],
      organisations: [
        {
          mspId: 'Harbour',
          listen: '127.0.0.1:0',
          caCertificates: ['ca'],
          peer: { certificate: 'cert', privateKey: 'key' },
          chaincodes: { loans: '127.0.0.1:1' },
        },
      ],
    };
    const embedded = await startEmbedded(parseConfig(config, folder), { log: () => {}, onFailure: () => {} });
    const client = new Client(embedded.addresses.Harbour ?? '', credentials.createInsecure());
    const key = createPrivateKey(user.privateKey);
    const gateway = connect({
      client,
      identity: { mspId: 'Harbour', credentials: Buffer.from(user.certificate) },
      signer: signers.newPrivateKeySigner(key),
    });
    const identity = serializeIdentity('Harbour', user.certificate);
    return new Alone(folder, embedded, client, gateway, identity, newSigner(key));
  }

  async stop(): Promise<void> {
    this.gateway.close();
    this.client.close();
    await this.embedded.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a call by bare bytes ends with: `<code> <text>`, then the peers' words; `ok` where it does not fail. */
  outcome(path: string, request: Request): Promise<string> {
    return this.answer(path, request, () => 'ok').catch((error: ServiceError) =>
      [error.code, error.details, ...words(error)].join(' '),
    );
  }

  answer<A>(path: string, request: Request, read: (bytes: Buffer) => A): Promise<A> {
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        path,
        (message: Request) => Buffer.from(message.serializeBinary()),
        read,
        request,
        { deadline: Date.now() + within(10_000) },
        (error: ServiceError | null, answer?: A) => (error ? reject(error) : resolve(answer as A)),
      );
    });
  }
}

function words({ metadata }: ServiceError): string[] {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!(bytes instanceof Uint8Array)) return [];
  return google.rpc.Status.deserializeBinary(bytes)
    .getDetailsList()
    .map((any) => `| ${protos.ErrorDetail.deserializeBinary(any.getValue_asU8()).getMessage()}`);
}
