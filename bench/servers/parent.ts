/** In a child: answers each command of the parent, and ends with it. Says that it is ready by answering before any. */
export function serveParent(answer: (command: never) => Promise<object> | object): void {
  process.on('message', async (command) => {
    try {
      process.send?.(await answer(command as never))
    } catch (error) {
      process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ ready: true })
}
