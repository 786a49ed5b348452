/**
 * The configuration file: what channels there are, who their members are, and where each member's chaincode listens. Checked as a whole
 * before anything starts; paths are relative to the file.
 */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { policyMsps } from '../identity/policy';
import { parsePolicy } from '../identity/policy-text';
import { readSettings } from '../settings-file';

const name = z.string().min(1);
const address = z
  .string()
  .regex(/^[^\s:]+:\d{1,5}$/, 'must be HOST:PORT')
  .refine((text) => Number(text.split(':')[1]) <= 65_535, 'must have a port of at most 65535');

const collectionSchema = z.strictObject({
  name,
  /** MSP ids. */
  members: z.array(name).min(1),
  memberOnlyRead: z.boolean().default(true),
  memberOnlyWrite: z.boolean().default(true),
  blockToLive: z.int().min(0).default(0),
  /** Signature policy text; without it the chaincode's own policy holds. */
  endorsementPolicy: z.string().optional(),
});

const chaincodeSchema = z.strictObject({
  name,
  version: name,
  /** The chaincode process registers with it; `label:hash` on Fabric. */
  packageId: name,
  /** Signature policy text; without it a majority of the organisations with `endorses`. */
  endorsementPolicy: z.string().optional(),
  collections: z.array(collectionSchema).default([]),
});

const batchSchema = z.strictObject({
  timeoutMs: z.int().min(1).max(60_000).default(50),
  maxMessageCount: z.int().min(1).max(10_000).default(500),
  preferredMaxBytes: z
    .int()
    .min(1)
    .default(2 * 1024 * 1024),
  absoluteMaxBytes: z
    .int()
    .min(1)
    .max(99 * 1024 * 1024)
    .default(10 * 1024 * 1024),
});

const channelSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9.-]{0,248}$/, 'must be a Fabric channel name: lower case, digits, dots, hyphens'),
  /** MSP ids of the members; all organisations unless given. */
  organisations: z.array(name).min(1).optional(),
  chaincodes: z.array(chaincodeSchema).default([]),
  batch: batchSchema.prefault({}),
});

const organisationSchema = z.strictObject({
  mspId: z.string().regex(/^[A-Za-z0-9.-]+$/, 'may hold letters, digits, dots and hyphens'),
  /** True where its endorsement counts for a chaincode without a policy of its own. */
  endorses: z.boolean().default(true),
  listen: address,
  /** Error details name its peer so, where clients do not reach it at `listen`; a peer's `externalEndpoint` on Fabric. */
  advertise: address.optional(),
  caCertificates: z.array(name).min(1),
  peer: z.strictObject({ certificate: name, privateKey: name }),
  tls: z.strictObject({ certificate: name, privateKey: name }).optional(),
  /** The addresses of its own chaincode processes, by chaincode name. */
  chaincodes: z.record(name, address).default({}),
});

const configSchema = z
  .strictObject({
    /** The folder of blocks and state; made if absent. */
    directory: name,
    channels: z.array(channelSchema).min(1),
    organisations: z.array(organisationSchema).min(1),
    /** How far a client's clock may be off. */
    timeWindowMs: z
      .int()
      .min(1)
      .default(15 * 60_000),
    /** How long one chaincode invocation may take. */
    executeTimeoutMs: z.int().min(1).default(30_000),
    /** True where chaincode is offered write batches and reads of many keys: v3.1 peers do so, 2.5 peers do not. */
    offerBatches: z.boolean().default(true),
  })
  .check((context) => {
    for (const { path, message } of crossChecks(context.value)) {
      context.issues.push({ code: 'custom', path, message, input: context.value });
    }
  });

export type EmbeddedConfig = z.output<typeof configSchema>;
/** As written: what has a default may be left out. */
export type EmbeddedConfigInput = z.input<typeof configSchema>;
export type OrganisationConfig = EmbeddedConfig['organisations'][number];
export type ChannelConfig = EmbeddedConfig['channels'][number];

/** The faults of a configuration, one line each. */
export class ConfigError extends Error {}

/** Throws `ConfigError`. Paths are resolved against `baseDirectory`. */
export function parseConfig(value: unknown, baseDirectory: string): EmbeddedConfig {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(file)'}: ${message}`);
    throw new ConfigError(`the configuration is wrong:\n  ${lines.join('\n  ')}`);
  }
  const at = (path: string) => resolve(baseDirectory, path);
  const atBoth = (pair: { certificate: string; privateKey: string }) => ({
    certificate: at(pair.certificate),
    privateKey: at(pair.privateKey),
  });
  return {
    ...parsed.data,
    directory: at(parsed.data.directory),
    organisations: parsed.data.organisations.map((organisation) => ({
      ...organisation,
      caCertificates: organisation.caCertificates.map(at),
      peer: atBoth(organisation.peer),
      ...(organisation.tls && { tls: atBoth(organisation.tls) }),
    })),
  };
}

export function readConfig(file: string): EmbeddedConfig {
  const value = readSettings(file, {
    form: z.unknown(),
    what: "the embedded ledger's configuration",
    repair: 'correct it; a local alliance writes it anew once it is removed',
  });
  try {
    return parseConfig(value, dirname(resolve(file)));
  } catch (error) {
    throw new ConfigError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

export function findMembers<O extends { readonly mspId: string }>(
  { organisations }: ChannelConfig,
  all: { readonly organisations: readonly O[] },
): readonly O[] {
  return all.organisations.filter(({ mspId }) => organisations?.includes(mspId) ?? true);
}

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

function* crossChecks(config: EmbeddedConfig): Generator<Fault> {
  const mspIds = config.organisations.map(({ mspId }) => mspId);
  yield* repeated(mspIds, ['organisations']);
  yield* repeated(
    config.organisations.map(({ listen }) => listen).filter((at) => !at.endsWith(':0')),
    ['organisations'],
  );
  yield* repeated(
    config.channels.map((channel) => channel.name),
    ['channels'],
  );
  const packageIds = new Map<string, string>();
  for (const [index, channel] of config.channels.entries()) {
    const path = ['channels', index];
    yield* unknown(channel.organisations ?? [], mspIds, [...path, 'organisations']);
    yield* repeated(
      channel.chaincodes.map((chaincode) => chaincode.name),
      [...path, 'chaincodes'],
    );
    const members = findMembers(channel, config);
    const memberIds = members.map(({ mspId }) => mspId);
    for (const chaincode of channel.chaincodes) {
      const at = [...path, 'chaincodes', chaincode.name];
      yield* policyFaults(chaincode.endorsementPolicy, memberIds, at);
      if (chaincode.endorsementPolicy === undefined && !members.some(({ endorses }) => endorses)) {
        yield { path: at, message: 'has no endorsementPolicy, and no organisation of the channel has `endorses`' };
      }
      yield* repeated(
        chaincode.collections.map((collection) => collection.name),
        [...at, 'collections'],
      );
      for (const collection of chaincode.collections) {
        yield* unknown(collection.members, memberIds, [...at, collection.name]);
        yield* policyFaults(collection.endorsementPolicy, memberIds, [...at, collection.name]);
      }
      const known = packageIds.get(chaincode.name) ?? chaincode.packageId;
      if (known !== chaincode.packageId) yield { path: at, message: `has package id ${known} on another channel` };
      packageIds.set(chaincode.name, chaincode.packageId);
    }
  }
  for (const [index, { chaincodes }] of config.organisations.entries()) {
    yield* unknown(Object.keys(chaincodes), [...packageIds.keys()], ['organisations', index, 'chaincodes']);
  }
}

/** A policy that does not parse, or that asks for an organisation without which nothing would ever be endorsed. */
function* policyFaults(text: string | undefined, members: readonly string[], path: (string | number)[]) {
  if (text === undefined) return;
  const at = [...path, 'endorsementPolicy'];
  try {
    yield* unknown(policyMsps(parsePolicy(text)), members, at);
  } catch (error) {
    yield { path: at, message: (error as Error).message };
  }
}

function* repeated(values: readonly string[], path: (string | number)[]): Generator<Fault> {
  for (const value of new Set(values.filter((each, index) => values.indexOf(each) !== index))) {
    yield { path, message: `${value} appears twice` };
  }
}

function* unknown(values: readonly string[], allowed: readonly string[], path: (string | number)[]): Generator<Fault> {
  for (const value of values) if (!allowed.includes(value)) yield { path, message: `${value} is not defined` };
}
