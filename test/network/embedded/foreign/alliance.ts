/**
 * A small alliance for the suites: three endorsing organisations and a regulator, each with a peer, a chaincode process and people, all on
 * one embedded ledger in a process of its own. Everything lies in a folder of its own under the system's temporary one.
 */
import 'reflect-metadata';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedConfigInput } from '../../../../network/embedded/config';
import { type Credentials, newOrganisation } from '../../../../network/identity/organisation';
import { end, freePorts, type LedgerProcess, PACKAGE_ID, startChaincode, startLedger } from './processes';

export const ENDORSERS = ['Keystone', 'Harbour', 'Meadow'] as const;
export const MEMBERS = [...ENDORSERS, 'Watchtower'] as const;
export type Member = (typeof MEMBERS)[number];

export interface People {
  readonly client: Credentials;
  readonly admin: Credentials;
  readonly peer: Credentials;
}

type Chaincode = NonNullable<EmbeddedConfigInput['channels'][number]['chaincodes']>[number];

export interface AllianceOptions {
  readonly batch?: EmbeddedConfigInput['channels'][number]['batch'];
  readonly chaincode?: Partial<Chaincode>;
  readonly config?: Partial<EmbeddedConfigInput>;
}

export class Alliance {
  readonly folder = mkdtempSync(join(tmpdir(), 'tallystick-embedded-'));
  readonly people = new Map<Member, People>();
  readonly addresses = new Map<Member, string>();
  readonly chaincodes = new Map<Member, ChildProcess>();
  readonly #chaincodeAddresses = new Map<Member, string>();
  ledger: LedgerProcess | undefined;

  static async start(options: AllianceOptions = {}): Promise<Alliance> {
    const alliance = new Alliance();
    const ports = await freePorts(2 * MEMBERS.length);
    for (const [index, member] of MEMBERS.entries()) {
      alliance.addresses.set(member, `127.0.0.1:${ports[2 * index]}`);
      alliance.#chaincodeAddresses.set(member, `127.0.0.1:${ports[2 * index + 1]}`);
      await alliance.#enrol(member);
      alliance.startChaincode(member);
    }
    writeFileSync(alliance.configFile, JSON.stringify(alliance.#config(options)));
    await alliance.startLedger();
    return alliance;
  }

  get configFile(): string {
    return join(this.folder, 'config.json');
  }

  /** Resolves when all chaincodes are connected. */
  async startLedger(): Promise<void> {
    this.ledger = startLedger(this.configFile);
    await this.ledger.state('chaincodes-connected');
    await this.ledger.state('ready');
  }

  async endLedger(signal?: NodeJS.Signals): Promise<number | null> {
    return this.ledger ? end(this.ledger.child, signal) : null;
  }

  startChaincode(member: Member): void {
    const address = this.#chaincodeAddresses.get(member) ?? '';
    this.chaincodes.set(member, startChaincode({ mspId: member, address }));
  }

  async stop(): Promise<void> {
    await this.endLedger();
    await Promise.all([...this.chaincodes.values()].map((child) => end(child)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #enrol(member: Member): Promise<void> {
    const { authorities, members } = await newOrganisation({
      domain: `${member.toLowerCase()}.example.com`,
      members: [
        { name: 'peer0', role: 'peer' },
        { name: 'Admin', role: 'admin' },
        { name: 'User1', role: 'client' },
      ],
    });
    const [peer, admin, client] = members.map(({ signing }) => signing);
    if (!peer || !admin || !client) throw new Error('not everybody was enrolled');
    this.people.set(member, { peer, admin, client });
    writeFileSync(join(this.folder, `${member}-ca.pem`), authorities.signing.certificate);
    writeFileSync(join(this.folder, `${member}-ca.key`), authorities.signing.privateKey);
    writeFileSync(join(this.folder, `${member}-peer.pem`), peer.certificate);
    writeFileSync(join(this.folder, `${member}-peer.key`), peer.privateKey);
  }

  #config({ batch, chaincode, config }: AllianceOptions): EmbeddedConfigInput {
    return {
      directory: 'ledger',
      channels: [
        {
          name: 'alliance',
          ...(batch && { batch }),
          chaincodes: [
            {
              name: 'foreign',
              version: '1.0',
              packageId: PACKAGE_ID,
              collections: [
                { name: 'shared', members: ['Keystone', 'Harbour'] },
                { name: 'open', members: ['Keystone', 'Harbour'], memberOnlyRead: false, memberOnlyWrite: false },
                { name: 'fleeting', members: ['Keystone', 'Harbour', 'Meadow', 'Watchtower'], blockToLive: 2 },
                { name: 'lone', members: ['Keystone'], memberOnlyRead: false, memberOnlyWrite: false },
                {
                  name: 'inbox',
                  members: ['Keystone'],
                  memberOnlyWrite: false,
                  endorsementPolicy: "OR('Keystone.peer')",
                },
              ],
              ...chaincode,
            },
          ],
        },
      ],
      organisations: MEMBERS.map((member) => ({
        mspId: member,
        endorses: member !== 'Watchtower',
        listen: this.addresses.get(member) ?? '',
        caCertificates: [`${member}-ca.pem`],
        peer: { certificate: `${member}-peer.pem`, privateKey: `${member}-peer.key` },
        chaincodes: { foreign: this.#chaincodeAddresses.get(member) ?? '' },
      })),
      ...config,
    };
  }
}
