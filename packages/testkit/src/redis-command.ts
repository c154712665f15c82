import { once } from 'node:events'
import { connect } from 'node:net'

/** Says one command to a Redis and gives the first line of its answer as it came. Only for this package's own tests. */
export async function redisCommand(address: string, command: string): Promise<string> {
  const url = new URL(address)
  const socket = connect(Number(url.port), url.hostname)
  try {
    socket.write(`SELECT ${url.pathname.slice(1) || 0}\r\n${command}\r\n`)
    let lines: string[] = []
    for (let answer = ''; lines.length < 3; lines = answer.split('\r\n')) answer += (await once(socket, 'data'))[0]
    return lines[1]!
  } finally {
    socket.destroy()
  }
}
