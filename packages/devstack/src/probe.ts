import { connect } from 'node:net'

const ANSWER_MS = 1_000

/** Sends `request`, and asks `accept` of what has come back so far until it says yes. False on refusal or silence. */
function exchange(port: number, request: Buffer | undefined, accept: (answer: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let answer = Buffer.alloc(0)
    const done = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(ANSWER_MS, () => done(false))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
    socket.once('connect', () => request && socket.write(request))
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk])
      if (accept(answer)) done(true)
    })
  })
}

/** Not `-LOADING`: the append-only file has been read. */
export const redisAnswers = (port: number): Promise<boolean> =>
  exchange(port, Buffer.from('PING\r\n'), (answer) => answer.toString().startsWith('+PONG'))

const PROTOCOL_10 = 10

/** The server greets first, and not before its start-up file has been carried out. */
export const mysqlAnswers = (port: number): Promise<boolean> =>
  exchange(port, undefined, (answer) => answer.length > 4 && answer[4] === PROTOCOL_10)

// Metadata, version 5, correlation id 1, no client id, no topics, no creation of topics.
const METADATA = Buffer.from('000000 0f 0003 0005 00000001 ffff 00000000 00'.replaceAll(' ', ''), 'hex')
const BROKER_COUNT_AT = 12

/** A broker lists itself only once it is registered with the controller and unfenced: then it takes work. */
export const kafkaAnswers = (port: number): Promise<boolean> =>
  exchange(port, METADATA, (answer) => answer.length >= BROKER_COUNT_AT + 4 && answer.readInt32BE(BROKER_COUNT_AT) > 0)

const READY_MS = 2_000

export const httpAnswers = async (url: string): Promise<boolean> => (await fetch(url, { signal: AbortSignal.timeout(READY_MS) })).ok
