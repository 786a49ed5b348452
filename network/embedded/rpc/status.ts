/**
 * gRPC errors as Fabric's gateway gives them: a code, a text, and one `gateway.ErrorDetail` per peer that failed, in the trailer where
 * fabric-gateway looks for them. No other kind of detail may be attached: the client parses them all as this one.
 */
import { Metadata, type ServiceError, type status } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { Any } from 'google-protobuf/google/protobuf/any_pb';

export interface PeerFailure {
  readonly address: string;
  readonly mspId: string;
  readonly message: string;
}

export function statusError(code: status, message: string, failures: readonly PeerFailure[] = []): ServiceError {
  const metadata = new Metadata();
  if (failures.length > 0) metadata.set('grpc-status-details-bin', statusDetails(code, message, failures));
  return Object.assign(new Error(message), { code, details: message, metadata });
}

function statusDetails(code: status, message: string, failures: readonly PeerFailure[]): Buffer {
  const details = new google.rpc.Status();
  details.setCode(code);
  details.setMessage(message);
  details.setDetailsList(
    failures.map((failure) => {
      const detail = new gateway.ErrorDetail();
      detail.setAddress(failure.address);
      detail.setMspId(failure.mspId);
      detail.setMessage(failure.message);
      const any = new Any();
      any.pack(detail.serializeBinary(), 'gateway.ErrorDetail');
      return any;
    }),
  );
  return Buffer.from(details.serializeBinary());
}
