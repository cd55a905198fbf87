// Which things belong together?
import { here, long } from './on-events.js'
import { expectOptions, guarded, json } from './guard.js'
import * as native from './native.js'

const nativeComponents = guarded(native.components)

/** @type {import('./clustering.js').components} */
export function components(count, left, right, options) {
  expectOptions(options, ['limits'])
  return nativeComponents(count, left, right, json('limits', options?.limits))
}

export const stDbscan = long('st_dbscan', ['order'])
export const stDbscanSync = here('st_dbscan', ['order'])
