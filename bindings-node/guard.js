// Arguments that are not what the types say: one error code for all of them.
import { coded } from './run.js'

/** What napi calls an argument of a wrong type. */
const MISFIT = /^(InvalidArg|[A-Z][A-Za-z]+Expected)$/

/**
 * A native function whose arguments of a wrong type are refused with the package's own code.
 *
 * @template {(this: any, ...args: any[]) => any} F
 * @param {F} call
 * @param {string} [name]
 * @returns {F}
 */
export function guarded(call, name = call.name) {
  const guard = function (/** @type {any[]} */ ...args) {
    try {
      // @ts-ignore: `this` is that of the method
      return call.apply(this, args)
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error)
      if (typeof code !== 'string' || !MISFIT.test(code)) throw error
      throw coded('INVALID_PARAMETER', `${name}: an argument is not of the type that is documented (${code})`)
    }
  }
  return /** @type {F} */ (/** @type {unknown} */ (Object.defineProperty(guard, 'name', { value: name })))
}

/**
 * The same for all methods of a native class.
 *
 * @param {{ prototype: object }} type
 */
export function guardMethods(type) {
  for (const owner of [type, type.prototype]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof property.value !== 'function' || name === 'constructor' || !property.writable) continue
      Object.defineProperty(owner, name, { ...property, value: guarded(property.value, name) })
    }
  }
}

/**
 * Refuses options that do not exist: a name that is mistyped would be passed over in silence.
 *
 * @param {unknown} options
 * @param {readonly string[]} known
 */
export function expectOptions(options, known) {
  if (options == null) return
  if (typeof options !== 'object') throw coded('INVALID_PARAMETER', 'options must be an object')
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw coded('INVALID_PARAMETER', `unknown option ${JSON.stringify(unknown)}: there are ${known.join(', ')}`)
}

/**
 * An option that is a plain object, as JSON.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function json(name, value) {
  if (value == null) return undefined
  const isPlain = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Map)
  if (!isPlain) throw coded('INVALID_PARAMETER', `${name} must be a plain object`)
  try {
    return JSON.stringify(value)
  } catch {
    // a bigint, or an object that holds itself
    throw coded('INVALID_PARAMETER', `${name} holds what JSON has no form for`)
  }
}

/**
 * An array of what an argument lists. A text is no list of its characters.
 *
 * @param {string} name
 * @param {unknown} list
 * @returns {any[]}
 */
export function listOf(name, list) {
  if (typeof list === 'object' && list !== null && Symbol.iterator in list) {
    return Array.from(/** @type {Iterable<unknown>} */ (list))
  }
  throw coded('INVALID_PARAMETER', `${name} must be an array`)
}

/**
 * The items of a list, each as JSON; `null`, which is set aside or refused, for one that JSON has no form for: it holds
 * itself or a bigint, or is nested too deep.
 *
 * @param {string} name
 * @param {unknown} list
 * @returns {string[]}
 */
export function jsonItems(name, list) {
  return listOf(name, list).map((item) => {
    try {
      return JSON.stringify(item) ?? 'null'
    } catch {
      return 'null'
    }
  })
}

/**
 * The same as one JSON text.
 *
 * @param {string} name
 * @param {unknown} list
 */
export function jsonList(name, list) {
  return `[${jsonItems(name, list).join(',')}]`
}

/**
 * The bytes of a text in UTF-8, which has no form for half a surrogate pair; bytes as they are.
 *
 * @param {string} name
 * @param {string | Uint8Array} data
 */
export function utf8(name, data) {
  if (typeof data !== 'string') return data
  if (data.isWellFormed()) return new TextEncoder().encode(data)
  throw coded('INVALID_UNICODE', `parameter "${name}" is not valid Unicode: half a surrogate pair`)
}
