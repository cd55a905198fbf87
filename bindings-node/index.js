// The public face; native.js is generated and private.
export * as clustering from './clustering.js'
export * as compare from './compare.js'
export * as documents from './documents.js'
export * as linkage from './linkage.js'
export { version } from './native.js'
export * as records from './records.js'
export * as release from './release.js'
export * as synth from './synth.js'
