import { common } from '@hyperledger/fabric-protos';

/** The capabilities that a group asks of its nodes. */
export function listCapabilities(group: common.ConfigGroup | undefined): readonly string[] {
  const value = group?.getValuesMap().get('Capabilities');
  if (value === undefined) return [];
  return common.Capabilities.deserializeBinary(value.getValue_asU8())
    .getCapabilitiesMap()
    .toArray()
    .map(([name]) => name);
}
