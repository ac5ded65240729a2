// Uses the registry at REGISTRY_URL through the published client alone; prints what it saw as one line of JSON.
const { SchemaRegistry, SchemaType, COMPATIBILITY } = require('@kafkajs/confluent-schema-registry')

const connect = () =>
  new SchemaRegistry({
    host: process.env.REGISTRY_URL,
    auth: { username: process.env.REGISTRY_USER, password: process.env.REGISTRY_PASSWORD },
  })

const invoice = {
  type: 'record',
  name: 'Invoice',
  namespace: 'com.holded.client',
  fields: [
    { name: 'number', type: 'string' },
    { name: 'total', type: 'double' },
  ],
}
const withNote = { ...invoice, fields: [...invoice.fields, { name: 'note', type: ['null', 'string'], default: null }] }
const withDue = { ...invoice, fields: [...withNote.fields, { name: 'due', type: 'string' }] }

const line = { $id: 'https://holded.example/line.json', type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } }
const order = { type: 'object', properties: { lines: { type: 'array', items: { $ref: 'https://holded.example/line.json' } } } }

async function failure(action) {
  try {
    await action()
    return null
  } catch (error) {
    return { name: error.name, status: error.status, message: error.message }
  }
}

async function main() {
  const registry = connect()
  const seen = {}

  const avro = { subject: 'client.invoice-value' }
  seen.first = (await registry.register(invoice, avro)).id
  seen.again = (await registry.register(invoice, avro)).id
  seen.second = (await registry.register(withNote, avro)).id
  seen.incompatible = await failure(() => registry.register(withDue, avro))
  seen.latest = await registry.getLatestSchemaId(avro.subject)
  seen.ofVersionOne = await registry.getRegistryId(avro.subject, 1)
  seen.found = await registry.getRegistryIdBySchema(avro.subject, { type: SchemaType.AVRO, schema: JSON.stringify(invoice) })
  const sent = { number: 'F-1', total: 12.5, note: 'ñ' }
  const bytes = await registry.encode(seen.second, sent)
  seen.prefix = [...bytes.subarray(0, 5)]
  // Another client knows nothing yet and asks for the schema by the id in the bytes.
  seen.avro = await connect().decode(bytes)

  const json = { compatibility: COMPATIBILITY.NONE }
  await registry.register({ type: SchemaType.JSON, schema: JSON.stringify(line) }, { ...json, subject: 'client.line-value' })
  const reference = { name: 'https://holded.example/line.json', subject: 'client.line-value', version: 1 }
  const whole = { type: SchemaType.JSON, schema: JSON.stringify(order), references: [reference] }
  const orderId = (await registry.register(whole, { ...json, subject: 'client.order-value' })).id
  const orderBytes = await registry.encode(orderId, { lines: [{ sku: 'A' }] })
  seen.json = await connect().decode(orderBytes)
  seen.invalid = await failure(() => registry.encode(orderId, { lines: [{}] }))

  seen.unknown = await failure(() => registry.getLatestSchemaId('client.none-value'))
  console.log(JSON.stringify(seen))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
