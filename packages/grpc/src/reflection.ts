import type { Server } from '@grpc/grpc-js'

export async function addReflection(_server: Server): Promise<void> {}
