import { BinaryReader } from '@bufbuild/protobuf/wire'
import type { Server, ServiceDefinition } from '@grpc/grpc-js'

/** Lets grpcurl and the like ask for services and messages. Loaded only when wanted. */
export async function addReflection(server: Server, definitions: readonly ServiceDefinition[]): Promise<void> {
  const [{ ReflectionService }, { descriptorSet }] = await Promise.all([
    import('@grpc/reflection'),
    import('@calbridge/contracts/descriptors'),
  ])
  const files = filesOf(Buffer.from(descriptorSet, 'base64'))
  // It reads nothing but the descriptors of a proto-loader package, which ours is not.
  const asPackage = { files: { fileDescriptorProtos: files } } as unknown as ConstructorParameters<typeof ReflectionService>[0]
  const services = definitions.map((definition) => Object.values(definition)[0]?.path.split('/')[1] ?? '')
  new ReflectionService(asPackage, { services }).addToServer(server)
}

/** FileDescriptorSet's `repeated FileDescriptorProto file = 1`, each still encoded. */
function filesOf(descriptorSet: Uint8Array): Buffer[] {
  const reader = new BinaryReader(descriptorSet)
  const files: Buffer[] = []
  while (reader.pos < reader.len) {
    const [no, wireType] = reader.tag()
    if (no === 1) files.push(Buffer.from(reader.bytes()))
    else reader.skip(wireType, no)
  }
  return files
}
