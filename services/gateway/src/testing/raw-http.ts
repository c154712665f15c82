import { connect } from 'node:net'

/** Sends bytes over a bare socket, in pieces, and gives all that comes back until the other side closes or `ms` have passed. */
export function rawHttp(port: number, pieces: Iterable<string> | AsyncIterable<string>, ms = 8_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    const finish = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(received)
    }
    const timer = setTimeout(finish, ms)
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('close', finish).on('error', finish)
    const write = async () => {
      for await (const piece of pieces) {
        if (socket.destroyed) return
        socket.write(piece)
      }
    }
    void write()
  })
}
