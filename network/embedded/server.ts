/** One organisation's listening port: its peer's gateway, deliver and endorser services. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { gateway, peer as protos } from '@hyperledger/fabric-protos';
import type { Channel } from './channel/channel';
import { ConfigError } from './config';
import { allowCancellations } from './connections';
import { deliverDefinition, deliverService } from './deliver/service';
import { chaincodeEvents } from './gateway/chaincode-events';
import { type ContextOptions, newGatewayContext } from './gateway/context';
import { endorse } from './gateway/endorse';
import { endorserService } from './gateway/endorser';
import { evaluate } from './gateway/evaluate';
import { commitStatus, submit } from './gateway/submit';
import { Calls } from './rpc/calls';
import type { Log } from './rpc/log';

/** As on a peer, see core.yaml's `limits.concurrency`. */
const callLimits = { gateway: 500, deliver: 2_500, endorser: 2_500 };
const messageBytes = 104_857_600;

export interface PeerServerOptions extends ContextOptions {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly listen: string;
  /** PEM. Without it the port is plain text. */
  readonly tls?: { readonly certificate: Buffer; readonly privateKey: Buffer } | undefined;
  readonly timeWindowMs: number;
  readonly log: Log;
}

export interface PeerServer {
  readonly port: number;
  /** Ends all calls with UNAVAILABLE, so that clients see no clean end where there was none. */
  stop(): Promise<void>;
}

export async function startPeerServer(options: PeerServerOptions): Promise<PeerServer> {
  const context = newGatewayContext(options);
  const calls = {
    gateway: new Calls('/gateway.Gateway', callLimits.gateway, options.log),
    deliver: new Calls('/protos.Deliver', callLimits.deliver, options.log),
    endorser: new Calls('/protos.Endorser', callLimits.endorser, options.log),
  };
  const server = new Server({
    'grpc.max_receive_message_length': messageBytes,
    'grpc.max_send_message_length': messageBytes,
  });
  server.addService(gateway.GatewayService, {
    evaluate: calls.gateway.unary((request: gateway.EvaluateRequest) => evaluate(context, request)),
    endorse: calls.gateway.unary((request: gateway.EndorseRequest) => endorse(context, request)),
    submit: calls.gateway.unary((request: gateway.SubmitRequest) => submit(context, request)),
    commitStatus: calls.gateway.unary((request: gateway.SignedCommitStatusRequest, signal) =>
      commitStatus(context, request, signal),
    ),
    chaincodeEvents: calls.gateway.serverStream(
      (
        request: gateway.SignedChaincodeEventsRequest,
        send: (m: gateway.ChaincodeEventsResponse) => Promise<void>,
        signal,
      ) => chaincodeEvents(context, request, send, signal),
    ),
  });
  const { mspId } = options.peer;
  const deliver = { mspId, calls: calls.deliver, channel: context.channel, timeWindowMs: options.timeWindowMs };
  server.addService(deliverDefinition, deliverService(deliver));
  server.addService(protos.EndorserService, endorserService(context, calls.endorser));
  allowCancellations(server);
  const port = await bind(server, options);
  return {
    port,
    stop: async () => {
      for (const each of Object.values(calls)) each.endAll();
      // One turn, so that the errors are written before the connections are cut.
      await new Promise((resolve) => setTimeout(resolve, 20));
      server.forceShutdown();
    },
  };
}

function bind(server: Server, { listen, tls }: PeerServerOptions): Promise<number> {
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.privateKey }])
    : ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, credentials, (error, port) => {
      if (error) reject(new ConfigError(`cannot listen on ${listen}: ${reasonIn(error)}`));
      else resolve(port);
    });
  });
}

/** The system's own words, out of grpc-js's account of all addresses that it tried. */
function reasonIn({ message }: Error): string {
  return /errors: \[(?:listen )?(.*)\]$/.exec(message)?.[1] ?? message;
}
