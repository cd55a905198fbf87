// Is this file known?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json, jsonItems } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

export { HashList, ListReader, readList, readListSync } from './lists.js'

const { NativeDigestSet, NativePerceptualIndex } = native
for (const type of [NativeDigestSet, NativePerceptualIndex]) guardMethods(type)
const emptyIndex = guarded((/** @type {boolean} */ scanning) => new NativePerceptualIndex(scanning), 'PerceptualIndex')
const buildIndex = guarded(native.buildPerceptualIndex)
const buildSet = guarded(native.buildDigestSet)
const compare = guarded(native.compareVideos)

/** @typedef {readonly (string | Uint8Array)[] | Uint8Array} Many */

/**
 * The bytes of a hash.
 *
 * @param {string | Uint8Array} hash
 * @param {string} name
 * @param {number} width
 */
function bytesOf(hash, name, width) {
  if (typeof hash !== 'string') return hash
  if (hash.length === 2 * width && /^[0-9a-f]+$/i.test(hash)) return Buffer.from(hash, 'hex')
  throw notOne(name, width)
}

/** @param {string} name @param {number} width */
const notOne = (name, width) =>
  coded('INVALID_PARAMETER', `parameter "${name}": must be ${width} bytes or ${2 * width} hex digits`)

/**
 * The bytes of many hashes, one behind the other.
 *
 * @param {Many} hashes
 * @param {string} name
 * @param {number} width
 */
function allBytesOf(hashes, name, width) {
  if (!Array.isArray(hashes)) return /** @type {Uint8Array} */ (hashes)
  const all = new Uint8Array(width * hashes.length)
  for (const [at, hash] of hashes.entries()) {
    const one = bytesOf(hash, `${name}[${at}]`, width)
    if (!(one instanceof Uint8Array) || one.length !== width) throw notOne(`${name}[${at}]`, width)
    all.set(one, width * at)
  }
  return all
}

/** @param {string | Uint8Array} hash */
const bytes = (hash) => bytesOf(hash, 'hash', 32)
/** @param {Many} hashes */
const allBytes = (hashes) => allBytesOf(hashes, 'hash', 32)

/** @type {typeof import('./hashes.js').PerceptualIndex} */
export const PerceptualIndex = class PerceptualIndex {
  #native

  /** @param {{ scanning?: boolean | undefined } | native.NativePerceptualIndex} [options] */
  constructor(options) {
    if (options instanceof NativePerceptualIndex) {
      this.#native = options
    } else {
      expectOptions(options, ['scanning'])
      this.#native = emptyIndex(options?.scanning ?? false)
    }
  }

  /** @param {Many} hashes @param {import('./hashes.js').BuildOptions} [options] */
  static async build(hashes, options) {
    expectOptions(options, ['scanning', 'signal', 'progress'])
    const made = await run(options, (token, progress) =>
      buildIndex(allBytes(hashes), options?.scanning ?? false, token, progress),
    )
    return new PerceptualIndex(made)
  }

  /** @param {Uint8Array} bytes @param {import('./hashes.js').OpenOptions} [options] */
  static open(bytes, options) {
    expectOptions(options, ['verify'])
    return new PerceptualIndex(NativePerceptualIndex.open(bytes, options?.verify ?? true))
  }

  snapshot() {
    return this.#native.snapshot()
  }

  /** @param {string | Uint8Array} hash */
  insert(hash) {
    return this.#native.insert(bytes(hash))
  }

  /** @param {Many} hashes */
  extend(hashes) {
    return this.#native.extend(allBytes(hashes))
  }

  /** @param {number} id */
  remove(id) {
    return this.#native.remove(id)
  }

  /** @param {number} id */
  get(id) {
    return this.#native.get(id) ?? undefined
  }

  /** @param {string | Uint8Array} hash @param {number | import('./hashes.js').FindOptions} [options] */
  find(hash, options) {
    if (typeof options !== 'number') expectOptions(options, ['radius'])
    const radius = typeof options === 'number' ? options : (options?.radius ?? 31)
    const one = bytes(hash)
    if (!(one instanceof Uint8Array) || one.length !== 32) throw notOne('hash', 32)
    const { id, distance } = this.#native.findAllSync(one, radius)
    return Array.from(id, (one, at) => ({ id: one, distance: /** @type {number} */ (distance[at]) }))
  }

  /**
   * @param {Many} hashes
   * @param {import('./hashes.js').FindOptions & import('./linkage.js').RunOptions} [options]
   */
  async findAll(hashes, options) {
    expectOptions(options, ['radius', 'signal', 'progress'])
    return run(options, (token, progress) =>
      this.#native.findAll(allBytes(hashes), options?.radius ?? 31, token, progress),
    )
  }

  /**
   * @param {Many} hashes
   * @param {import('./hashes.js').FindOptions} [options]
   */
  findAllSync(hashes, options) {
    expectOptions(options, ['radius'])
    return this.#native.findAllSync(allBytes(hashes), options?.radius ?? 31)
  }

  plan(queries = 1, radius = 31) {
    return this.#native.plan(queries, radius)
  }

  get bytes() {
    return this.#native.bytes
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `PerceptualIndex(${this.length} hashes)`
  }
}

/** @type {typeof import('./hashes.js').DigestSet} */
export const DigestSet = class DigestSet {
  #native

  /** @param {string | native.NativeDigestSet} kind */
  constructor(kind) {
    this.#native = kind instanceof NativeDigestSet ? kind : NativeDigestSet.of(kind)
  }

  /** @param {string} kind @param {Many} digests @param {import('./linkage.js').RunOptions} [options] */
  static async build(kind, digests, options) {
    expectOptions(options, ['signal', 'progress'])
    const all = new DigestSet(kind).#all(digests)
    return new DigestSet(await run(options, (token, progress) => buildSet(kind, all, token, progress)))
  }

  /** @param {Uint8Array} bytes @param {import('./hashes.js').OpenOptions} [options] */
  static open(bytes, options) {
    expectOptions(options, ['verify'])
    return new DigestSet(NativeDigestSet.open(bytes, options?.verify ?? true))
  }

  /** @param {string | Uint8Array} digest */
  #one(digest) {
    return bytesOf(digest, 'digest', this.#native.width)
  }

  /** @param {Many} digests */
  #all(digests) {
    return allBytesOf(digests, 'digest', this.#native.width)
  }

  /** @param {string | Uint8Array} digest */
  insert(digest) {
    return this.#native.insert(this.#one(digest))
  }

  /** @param {Many} digests */
  extend(digests) {
    return this.#native.extend(this.#all(digests))
  }

  /** @param {string | Uint8Array} digest */
  remove(digest) {
    return this.#native.remove(this.#one(digest))
  }

  /** @param {string | Uint8Array} digest */
  has(digest) {
    return this.#native.has(this.#one(digest))
  }

  /** @param {Many} digests @param {import('./linkage.js').RunOptions} [options] */
  async containsAll(digests, options) {
    expectOptions(options, ['signal', 'progress'])
    return run(options, (token, progress) => this.#native.containsAll(this.#all(digests), token, progress))
  }

  /** @param {Many} digests */
  containsAllSync(digests) {
    return this.#native.containsAllSync(this.#all(digests))
  }

  snapshot() {
    return this.#native.snapshot()
  }

  get kind() {
    return this.#native.kind
  }

  get bytes() {
    return this.#native.bytes
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `DigestSet(${this.length} ${this.kind})`
  }
}

/** @type {import('./hashes.js').compareVideos} */
export function compareVideos(query, compared, rule) {
  return JSON.parse(compare(jsonItems('query', query), jsonItems('compared', compared), json('rule', rule)))
}
