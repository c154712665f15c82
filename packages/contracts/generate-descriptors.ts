import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

// What server reflection answers with. A module and not a file of bytes, so that a bundle holds it too.
const proto = new URL('../../proto', import.meta.url).pathname
const buf = new URL('../../node_modules/.bin/buf', import.meta.url).pathname
const image = execFileSync(buf, ['build', '--exclude-source-info', '-o', '-#format=binpb'], { cwd: proto })
const lines = image.toString('base64').match(/.{1,120}/g) ?? []
const text = lines.map((line) => `  '${line}',`).join('\n')

writeFileSync(
  new URL('./src/gen/descriptors.ts', import.meta.url),
  `// Generated from proto/ by generate-descriptors.ts. DO NOT EDIT.\n\n/** A google.protobuf.FileDescriptorSet of all our files, base64. */\nexport const descriptorSet: string = [\n${text}\n].join('')\n`,
)
