import { type ChannelCredentials, type Client, type ClientOptions, connectivityState, credentials } from '@grpc/grpc-js'

type ClientClass = new (address: string, credentials: ChannelCredentials, options?: ClientOptions) => Client

export interface Channels {
  /** The next one in turn that is not known to be down. */
  next(): Client
  close(): void
}

const SERVICE_CONFIG = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] })

/**
 * A connection to each address. A name that resolves to many (a headless Kubernetes service) is gone round by grpc-js;
 * several addresses, which grpc-js cannot take where they are names, are gone round here.
 */
export function openChannels(Class: ClientClass, addresses: readonly string[], maxMessageBytes: number): Channels {
  const options: ClientOptions = {
    'grpc.service_config': SERVICE_CONFIG,
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.min_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // Our own retries know which calls may be repeated.
    'grpc.enable_retries': 0,
  }
  const clients = addresses.map((address) => new Class(address, credentials.createInsecure(), options))
  let turn = 0
  return {
    next() {
      const inTurn = clients.map((_, index) => clients[(turn + index) % clients.length]!)
      turn = (turn + 1) % clients.length
      if (inTurn.length === 1) return inTurn[0]!
      // Asking with `true` makes those connect again that are idle.
      return inTurn.find((client) => client.getChannel().getConnectivityState(true) !== connectivityState.TRANSIENT_FAILURE) ?? inTurn[0]!
    },
    close() {
      for (const client of clients) client.close()
    },
  }
}
